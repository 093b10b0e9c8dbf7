import type { NetnsId } from '../../../collectors/collector.ts'
import type { NftCounters, XtCounters } from '../../../collectors/counters/record.ts'
import type { Usage } from '../../../collectors/usage-record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { isJsonObject } from '../facts/json-object.ts'
import type { AnalysedChain, AnalysedRule, AnalysedTable } from './analysis.ts'

export interface Counted {
  readonly packets: Count
  readonly bytes: Count
}

/** What the rules and policies of one table have counted since it was read. */
export interface TableCounters {
  readonly ofRule: (chain: string, rule: AnalysedRule) => Counted | null
  readonly ofPolicy: (chain: string) => Counted | null
}

const families: { readonly [family: string]: AnalysedTable['family'] } = { ipv4: 'ip', ipv6: 'ip6', arp: 'arp' }

/** The newest counters of a table; null when none were read of it since. */
export const countersOf = (usage: Usage | null, netns: NetnsId, table: AnalysedTable): TableCounters | null => {
  if (usage === null) return null
  const isSame = (counters: { netns: NetnsId; family: string; table: string }): boolean =>
    counters.netns === netns &&
    (families[counters.family] ?? counters.family) === table.family &&
    counters.table === table.name
  if (table.backend === 'iptables-legacy') {
    const counters = usage.xtCounters.find(isSame)
    return counters === undefined ? null : ofXtables(counters, table)
  }
  const counters = usage.nftCounters.find(isSame)
  return counters === undefined ? null : ofNftables(counters)
}

const ofNftables = ({ handles, packets, bytes, policies }: NftCounters): TableCounters => {
  const places = new Map(handles.map((handle, at) => [handle, at]))
  return {
    ofRule: (_chain, { handle }) => {
      const at = handle === null ? undefined : places.get(handle)
      return at === undefined ? null : { packets: packets[at] ?? 0, bytes: bytes[at] ?? 0 }
    },
    ofPolicy: policyFinder(policies),
  }
}

/** By position: of no use when the chain has another length by now. */
const ofXtables = ({ chains, policies }: XtCounters, table: AnalysedTable): TableCounters => {
  const lengths = new Map(table.chains.map(({ name, rules }) => [name, rules.length]))
  const fitting = new Map(
    chains.filter(({ name, packets }) => lengths.get(name) === packets.length).map((chain) => [chain.name, chain]),
  )
  return {
    ofRule: (chain, { number }) => {
      const counted = fitting.get(chain)
      const [packets, bytes] = [counted?.packets[number - 1], counted?.bytes[number - 1]]
      return packets === undefined || bytes === undefined ? null : { packets, bytes }
    },
    ofPolicy: policyFinder(policies),
  }
}

const policyFinder = (policies: NftCounters['policies']): TableCounters['ofPolicy'] => {
  return (chain) => policies.find((policy) => policy.chain === chain) ?? null
}

/** The same tables with the newest counters. */
export const withCounters = (
  tables: readonly AnalysedTable[],
  usage: Usage | null,
  netns: NetnsId,
): readonly AnalysedTable[] =>
  tables.map((table) => {
    const counters = countersOf(usage, netns, table)
    return counters === null ? table : { ...table, chains: table.chains.map((chain) => recounted(chain, counters)) }
  })

const recounted = (chain: AnalysedChain, { ofRule, ofPolicy }: TableCounters): AnalysedChain => ({
  ...chain,
  base: chain.base && { ...chain.base, ...only(ofPolicy(chain.name)) },
  rules: chain.rules.map((rule) => withCounts(rule, ofRule(chain.name, rule))),
})

const withCounts = (rule: AnalysedRule, counted: Counted | null): AnalysedRule => {
  if (counted === null) return rule
  const { statements } = rule
  const { packets, bytes } = counted
  return {
    ...rule,
    packets,
    bytes,
    ...(statements && { statements: () => statementsWith({ packets, bytes }, statements()) }),
  }
}

/** The last counter is the one that was read (see `of-nftables.ts`); one with a name stands in the table. */
const statementsWith = (counted: Counted, statements: readonly unknown[]): readonly unknown[] => {
  const at = statements.findLastIndex((one) => isJsonObject(one) && isJsonObject(one['counter']))
  return at < 0 ? statements : statements.with(at, { counter: counted })
}

const only = (counted: Counted | null): Partial<Counted> =>
  counted === null ? {} : { packets: counted.packets, bytes: counted.bytes }
