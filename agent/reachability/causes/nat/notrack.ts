import { blamedRule } from '../../blame.ts'
import type { RuleReference } from '../../netfilter/rule-reference.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedWords } from '../reading/parties-words.ts'
import { removalOf, ruleEvidence, ruleWords } from '../reading/rule-words.ts'

export const notrack: Cause = {
  id: 'notrack',
  layer: 'nat',
  symptom: 'A published port is refused, although a rule translates it.',
  confirm: 'A rule `-j CT --notrack` (or `notrack`) in raw matches; the counter of the DNAT rule stays as it is.',
  more: 'https://man7.org/linux/man-pages/man8/iptables-extensions.8.html',
  explain: (finding) => {
    const { loss, scene } = finding
    if (loss?.packet.connection !== 'untracked') return null
    const rule = exempting(finding)
    if (rule === null) return null
    const { snapshot } = scene
    return {
      summary: `${ruleWords(rule, blamedRule(rule, snapshot))} takes what goes to ${askedWords(finding)} out of connection tracking, so no rule can translate it.`,
      evidence: [ruleEvidence(rule, snapshot)],
      remedy: [removalOf(rule, snapshot)],
      rule,
    }
  },
}

const exempting = ({ loss, scene }: Finding): RuleReference | null => {
  for (let at = loss?.packet.trail ?? null; at !== null; at = at.earlier) {
    const { rule, looked } = at.step
    if (rule === undefined || rule.rule === null || looked === true) continue
    if (/\bnotrack\b/i.test(blamedRule(rule, scene.snapshot).text)) return rule
  }
  return null
}
