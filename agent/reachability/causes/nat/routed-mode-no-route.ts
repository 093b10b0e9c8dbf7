import { gatewayMode } from '../../../firewall/nat/expected.ts'
import { familyOf } from '../../../firewall/prefix.ts'
import { networkKey } from '../../../topology/identity.ts'
import { destinationOf } from '../../packet/fields.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { isEngines, networkOfAddress } from '../reading/networks-of.ts'
import { isNobodyThere } from '../reading/nobody-there.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { lossEvidence } from '../reading/where.ts'

export const routedModeNoRoute: Cause = {
  id: 'routed-mode-no-route',
  layer: 'nat',
  symptom: 'Others time out at the containers of a network in routed mode, and the containers get no answers.',
  confirm: '`ip route get CONTAINER` on the router before the host does not lead to the host.',
  more: 'https://docs.docker.com/engine/network/port-publishing/#gateway-modes',
  explain: (finding) => {
    const { loss, scene } = finding
    if (loss === null || !isNobodyThere(loss)) return null
    const { snapshot } = scene
    const { space } = loss
    if (isEngines(space, snapshot) || snapshot.containers.some(({ netns }) => netns === space.netns)) return null
    const address = destinationOf(loss.packet)
    const network = networkOfAddress(address, snapshot)
    if (network === null || gatewayMode(network, familyOf(address)) !== 'routed') return null
    const subnet = network.subnets.find((one) => familyOf(one.subnet) === familyOf(address))?.subnet ?? address
    return {
      summary: `Network ${network.name} is routed, and ${spaceWords(space)} has no route to it for ${packetWords(finding)}.`,
      evidence: [
        lossEvidence(loss),
        {
          where: `docker network inspect ${network.name}`,
          fact: `com.docker.network.bridge.gateway_mode_${familyOf(address) === 'ip6' ? 'ipv6' : 'ipv4'}=routed`,
          object: networkKey(network.id),
        },
      ],
      remedy: [`# with the address of the Docker host: ${commandIn(space, `ip route add ${subnet} via HOST`)}`],
    }
  },
}
