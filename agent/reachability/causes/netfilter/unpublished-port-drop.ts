import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { publishRemedy } from '../reading/publish-remedy.ts'
import { removalOf } from '../reading/rule-words.ts'
import { ofRule, type StoppedByRule } from '../reading/stopped-by-rule.ts'

export const unpublishedPortDrop: Cause = {
  id: 'unpublished-port-drop',
  layer: 'netfilter',
  symptom: "Time out from outside at a container's own address, at a port that is not published.",
  confirm: 'The counter of the rule `! -i BRIDGE -o BRIDGE -j DROP` in the chain DOCKER rises.',
  more: 'https://docs.docker.com/engine/network/port-publishing/',
  explain: ofRule((stopped, finding) => {
    const bridge = closedBridge(stopped)
    if (bridge === null) return null
    const remedy = publishRemedy(finding)
    return blameRule(finding, stopped, {
      because: `from outside of ${bridge} only published ports are let through`,
      // Docker would write its own rule again.
      remedy:
        stopped.blamed.author === 'Docker' ? remedy : [...remedy, removalOf(stopped.rule, finding.scene.snapshot)],
    })
  }),
}

/** `! -i br0 -o br0 -j DROP`, and nothing else is asked for. */
const closedBridge = ({ facts, hook }: StoppedByRule): string | null => {
  const { inInterface, outInterface, source, destination, protocol, states } = facts
  if (hook !== 'forward' || outInterface === null || outInterface.not || inInterface?.not !== true) return null
  if (inInterface.value !== outInterface.value || source !== null || destination !== null) return null
  return protocol === null && states === null ? outInterface.value : null
}
