import { routeText } from '../../ip/route-notes.ts'
import type { Cause } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { gatewayOf } from '../reading/gateway-of.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { ipFor, routeTo } from '../reading/route-at.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A route leads to a gateway that nobody is. */
export const wrongGateway: Cause = {
  id: 'wrong-gateway',
  layer: 'routing',
  symptom: 'Host unreachable after three seconds for everything beyond the own network.',
  confirm: 'ip neigh shows FAILED for the gateway of ip route.',
  more: 'https://docs.docker.com/reference/cli/docker/network/create/#specify-advanced-options',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    const route = finding.loss?.packet.route ?? null
    if (asked === null || route === null || !asked.isGateway || asked.near.length > 0) return null
    const { asker, address } = asked
    const right = gatewayOf(finding.scene, asker, address.includes(':'))
    const ip = ipFor(address)
    const to = route.record === null ? 'default' : routeTo(route.record)
    return {
      summary: `Nobody on the network of ${deviceWords(asker)} is its gateway ${address}: ${packetWords(finding)} goes nowhere.`,
      evidence: [linkEvidence(asker, routeText(route)), linkEvidence(asker, `${address} dev ${asker.name} FAILED`)],
      remedy: [
        right === null || right === address
          ? `# ${commandIn(asker.space, `${ip} route replace ${to} via GATEWAY dev ${shellWord(asker.name)}`)}`
          : commandIn(asker.space, `${ip} route replace ${to} via ${right} dev ${shellWord(asker.name)}`),
      ],
    }
  },
}
