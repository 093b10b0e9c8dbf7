import { isLoopback, soleAddress } from '../../../firewall/prefix.ts'
import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { isDirectAccessRule } from '../reading/dockers-drop.ts'
import { networkOfAddress } from '../reading/networks-of.ts'
import { publishRemedy } from '../reading/publish-remedy.ts'
import { removalOf } from '../reading/rule-words.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'

export const directAccessRawDrop: Cause = {
  id: 'direct-access-raw-drop',
  layer: 'netfilter',
  symptom: "Time out from outside at a container's own address; its published port works, and so does the host itself.",
  confirm: 'The counter of the rule in the table raw rises; no rule in DOCKER-USER ever sees the packet.',
  more: 'https://github.com/moby/moby/issues/51015',
  explain: ofRule((stopped, finding) => {
    const address = soleAddress(stopped.facts.destination?.value ?? '')
    if (address === null || isLoopback(address) || !isDirectAccessRule(stopped)) return null
    const { snapshot } = finding.scene
    const network = networkOfAddress(address, snapshot)
    const mode =
      network === null ? '' : ` with -o com.docker.network.bridge.gateway_mode_ipv4=nat-unprotected or routed`
    return blameRule(finding, stopped, {
      because: `only its own network may reach ${address} directly, all others its published ports (Docker 28 and later)`,
      remedy: [
        ...publishRemedy(finding),
        ...(network === null
          ? []
          : [`# or make the network ${network.name} anew${mode}, or start dockerd with --allow-direct-routing`]),
        removalOf(stopped.rule, snapshot),
      ],
    })
  }),
}
