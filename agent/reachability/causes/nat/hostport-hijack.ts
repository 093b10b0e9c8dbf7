import { blamedRule } from '../../blame.ts'
import type { Cause } from '../cause.ts'
import { askedWords } from '../reading/parties-words.ts'
import { ofRivals } from '../reading/rival-rules.ts'
import { ruleWords } from '../reading/rule-words.ts'

export const hostportHijack: Cause = {
  id: 'hostport-hijack',
  layer: 'nat',
  symptom: "Another service answers, or nobody, at a published port: somebody else's rule takes it first.",
  confirm:
    'In `iptables -t nat -S PREROUTING` a chain of others (KUBE-NODEPORTS, CNI-HOSTPORT-DNAT) stands before DOCKER.',
  more: 'https://kubernetes.io/docs/reference/networking/virtual-ips/',
  ...ofRivals(({ winner, loser, translated, address }, finding) => {
    const { snapshot } = finding.scene
    const [first, second] = [blamedRule(winner, snapshot), blamedRule(loser, snapshot)]
    if (first.author === second.author) return null
    return {
      summary: `${ruleWords(winner, first)} (${first.author ?? 'user'}) takes ${askedWords(finding)} to ${translated.to.address} before the rule of ${second.author ?? 'user'} that leads it to ${address}.`,
      remedy: ['# let one of the two use another port of the host'],
    }
  }),
}
