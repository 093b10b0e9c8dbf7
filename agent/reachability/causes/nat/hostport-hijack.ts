import { blamedRule } from '../../blame.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { askedWords } from '../reading/parties-words.ts'
import { rivalsOf } from '../reading/rival-rules.ts'
import { ruleEvidence, ruleWords } from '../reading/rule-words.ts'

export const hostportHijack: Cause = {
  id: 'hostport-hijack',
  layer: 'nat',
  symptom: "Another service answers, or nobody, at a published port: somebody else's rule takes it first.",
  confirm:
    'In `iptables -t nat -S PREROUTING` a chain of others (KUBE-NODEPORTS, CNI-HOSTPORT-DNAT) stands before DOCKER.',
  more: 'https://kubernetes.io/docs/reference/networking/virtual-ips/',
  explain: (finding) => (finding.loss === null ? null : rivals(finding)),
  warn: (finding) => rivals(finding),
}

const rivals = (finding: Finding): Explanation | null => {
  const found = rivalsOf(finding)
  if (found === null) return null
  const { snapshot } = finding.scene
  const { winner, loser, translated, address } = found
  const [first, second] = [blamedRule(winner, snapshot), blamedRule(loser, snapshot)]
  if (first.author === second.author) return null
  return {
    summary: `${ruleWords(winner, first)} (${first.author ?? 'user'}) takes ${askedWords(finding)} to ${translated.to.address} before the rule of ${second.author ?? 'user'} that leads it to ${address}.`,
    evidence: [ruleEvidence(winner, snapshot), ruleEvidence(loser, snapshot)],
    remedy: ['# let one of the two use another port of the host'],
    rule: winner,
  }
}
