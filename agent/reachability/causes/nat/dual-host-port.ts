import { blamedRule } from '../../blame.ts'
import type { Cause } from '../cause.ts'
import { askedWords } from '../reading/parties-words.ts'
import { ofRivals } from '../reading/rival-rules.ts'
import { removalOf, ruleWords } from '../reading/rule-words.ts'

export const dualHostPort: Cause = {
  id: 'dual-host-port',
  layer: 'nat',
  symptom: 'A published port leads to the wrong container.',
  confirm: '`iptables -t nat -S DOCKER` has two rules for the port; the first one wins.',
  more: 'https://docs.docker.com/engine/network/port-publishing/',
  ...ofRivals(({ winner, translated, address }, finding) => {
    const { snapshot } = finding.scene
    return {
      summary: `${ruleWords(winner, blamedRule(winner, snapshot))} takes ${askedWords(finding)} to ${translated.to.address}, while another rule for the same port leads to ${address}.`,
      remedy: [removalOf(winner, snapshot)],
    }
  }),
}
