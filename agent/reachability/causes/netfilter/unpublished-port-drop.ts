import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { bridgeOfRule } from '../reading/bridge-rule.ts'
import { publishRemedy } from '../reading/publish-remedy.ts'
import { removalOf } from '../reading/rule-words.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'

export const unpublishedPortDrop: Cause = {
  id: 'unpublished-port-drop',
  layer: 'netfilter',
  symptom: "Time out from outside at a container's own address, at a port that is not published.",
  confirm: 'The counter of the rule `! -i BRIDGE -o BRIDGE -j DROP` in the chain DOCKER rises.',
  more: 'https://docs.docker.com/engine/network/port-publishing/',
  explain: ofRule((stopped, finding) => {
    const bridge = bridgeOfRule(stopped)
    if (bridge === null || stopped.facts.inInterface?.not !== true) return null
    const remedy = publishRemedy(finding)
    return blameRule(finding, stopped, {
      because: `from outside of ${bridge} only published ports are let through`,
      // Docker would write its own rule again.
      remedy:
        stopped.blamed.author === 'Docker' ? remedy : [...remedy, removalOf(stopped.rule, finding.scene.snapshot)],
    })
  }),
}
