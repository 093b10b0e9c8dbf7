import type { RuleFacts } from '../../../firewall/facts/facts.ts'
import { factsOfRule } from '../../blame.ts'
import type { RuleReference } from '../../netfilter/rule-reference.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { ruleEvidence } from './rule-words.ts'
import { lastDestination, type Translation } from './translations.ts'

/** A port that two rules lead to two addresses, of which the first one wins. */
interface Rivals {
  readonly winner: RuleReference
  readonly translated: Translation
  readonly loser: RuleReference
  /** Where the other one would lead to. */
  readonly address: string
}

const rivalsOf = (finding: Finding): Rivals | null => {
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

/** An entry about rivals: of what fails, and as a warning of what gets through. */
export const ofRivals = (
  words: (rivals: Rivals, finding: Finding) => Pick<Explanation, 'summary' | 'remedy'> | null,
): Pick<Cause, 'explain' | 'warn'> => {
  const tell: Cause['explain'] = (finding) => {
    const rivals = rivalsOf(finding)
    const said = rivals === null ? null : words(rivals, finding)
    if (rivals === null || said === null) return null
    const { winner, loser } = rivals
    const { snapshot } = finding.scene
    return { ...said, evidence: [ruleEvidence(winner, snapshot), ruleEvidence(loser, snapshot)], rule: winner }
  }
  return { explain: (finding) => (finding.loss === null ? null : tell(finding)), warn: tell }
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
