import { blamedRule } from '../../blame.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { askedWords } from '../reading/parties-words.ts'
import { rivalsOf } from '../reading/rival-rules.ts'
import { removalOf, ruleEvidence, ruleWords } from '../reading/rule-words.ts'

export const dualHostPort: Cause = {
  id: 'dual-host-port',
  layer: 'nat',
  symptom: 'A published port leads to the wrong container.',
  confirm: '`iptables -t nat -S DOCKER` has two rules for the port; the first one wins.',
  more: 'https://docs.docker.com/engine/network/port-publishing/',
  explain: (finding) => (finding.loss === null ? null : rivals(finding)),
  warn: (finding) => rivals(finding),
}

const rivals = (finding: Finding): Explanation | null => {
  const found = rivalsOf(finding)
  if (found === null) return null
  const { snapshot } = finding.scene
  const { winner, loser, translated, address } = found
  return {
    summary: `${ruleWords(winner, blamedRule(winner, snapshot))} takes ${askedWords(finding)} to ${translated.to.address}, while another rule for the same port leads to ${address}.`,
    evidence: [ruleEvidence(winner, snapshot), ruleEvidence(loser, snapshot)],
    remedy: [removalOf(winner, snapshot)],
    rule: winner,
  }
}
