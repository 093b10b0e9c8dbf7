import type { RuleFacts } from '../../../firewall/facts/facts.ts'
import { factsOfRule } from '../../blame.ts'
import type { RuleReference } from '../../netfilter/rule-reference.ts'
import type { Finding } from '../cause.ts'
import { lastDestination, type Translation } from './translations.ts'

/** A port that two rules lead to two addresses, of which the first one wins. */
export interface Rivals {
  readonly winner: RuleReference
  readonly translated: Translation
  readonly loser: RuleReference
  /** Where the other one would lead to. */
  readonly address: string
}

export const rivalsOf = (finding: Finding): Rivals | null => {
  const translated = finding.lostOn === 'reply' ? undefined : lastDestination(finding)
  const winner = translated?.rule
  if (translated === undefined || winner === undefined) return null
  const { snapshot } = finding.scene
  const own = factsOfRule(winner, snapshot)
  for (const loser of translatingRules(winner)) {
    const facts = factsOfRule(loser, snapshot)
    const address = facts.translation?.kind === 'dnat' ? facts.translation.address : null
    if (address === null || address === own.translation?.address || !isSamePort(own, facts)) continue
    return { winner, translated, loser, address }
  }
  return null
}

const isSamePort = (one: RuleFacts, other: RuleFacts): boolean =>
  one.protocol?.value === other.protocol?.value &&
  one.destination?.value === other.destination?.value &&
  one.destinationPorts !== null &&
  one.destinationPorts.value.first === other.destinationPorts?.value.first

/** All other rules of NAT in the namespace. */
function* translatingRules(winner: RuleReference): Generator<RuleReference> {
  const { space } = winner
  for (const table of space.nftables) {
    if (table.name !== winner.table.name && !table.chains.some(({ base }) => base?.type === 'nat')) continue
    for (const chain of table.chains)
      for (const [at, rule] of chain.rules.entries())
        if (rule !== winner.rule) yield { kind: 'nft', space, table, chain, rule, number: at + 1 }
  }
  for (const table of space.xtables) {
    if (table.name !== 'nat') continue
    for (const chain of table.chains)
      for (const [at, rule] of chain.rules.entries())
        if (rule !== winner.rule) yield { kind: 'xt', space, table, chain, rule, number: at + 1 }
  }
}
