import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import type { Step, Trail, Trial } from '../../../agent/reachability/trial.ts'
import type { NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { Counts } from '../netfilter/router-walk.ts'

/** What rules are counted by: table, chain and handle. */
const keyOf = (family: string, table: string, chain: string, handle: number | string | bigint): string =>
  `${family} ${table} ${chain} handle ${handle}`

/** What the counters of the kernel say: the last one of each rule. */
export const kernelCounts = (tables: readonly NftTable[]): Counts => {
  const counts = new Map<string, number>()
  for (const { family, name, chains } of tables)
    for (const chain of chains)
      for (const { handle, expressions } of chain.rules) {
        const counter = expressions.findLast((expression) => expression.kind === 'counter')
        if (counter !== undefined) counts.set(keyOf(family, name, chain.name, handle), Number(counter.packets))
      }
  return counts
}

/** Every step of every packet of a trial, once. */
const stepsOf = (trial: Trial, packets: readonly Packet[]): ReadonlySet<Step> => {
  const steps = new Set<Step>()
  const ended = [...trial.losses, ...trial.arrivals].map(({ packet }) => packet)
  for (const packet of [...packets, ...ended])
    for (let at: Trail | null = packet.trail; at !== null; at = at.earlier) steps.add(at.step)
  return steps
}

/** The rules that matched in a namespace, by what the walk has noted. */
export const walkedCounts = (trial: Trial, packets: readonly Packet[], netns: string): Counts => {
  const counts = new Map<string, number>()
  for (const { kind, rule, looked, space } of stepsOf(trial, packets)) {
    if (kind !== 'rule' || rule?.kind !== 'nft' || rule.rule === null || space.netns !== netns) continue
    const counter = rule.rule.expressions.findLastIndex((expression) => expression.kind === 'counter')
    // One that stands first counts whatever the rule says then.
    if (counter < 0 || (looked === true && counter > 0)) continue
    const key = keyOf(rule.table.family, rule.table.name, rule.chain.name, rule.rule.handle)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** The rules that decided or changed something in a namespace, counters or not, as often as they did. */
export const decidingRules = (trial: Trial, packets: readonly Packet[], netns: string): readonly string[] =>
  [...stepsOf(trial, packets)]
    .flatMap(({ rule, looked, space, detail }) => {
      if (rule?.kind !== 'nft' || rule.rule === null || looked === true || space.netns !== netns) return []
      // It only counts, or tells.
      if (detail() === 'matches') return []
      return keyOf(rule.table.family, rule.table.name, rule.chain.name, rule.rule.handle)
    })
    .sort()
