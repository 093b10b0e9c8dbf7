import { portOf } from '../../link/bridge/bridge.ts'
import { ETH_P_ARP, ETH_P_IPV6 } from '../../packet/packet.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { portFault } from '../reading/port-fault.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A port of a bridge does not take what is flooded: requests of ARP, of IPv6, or frames for those whom nobody has heard of. */
export const bridgeBcastFloodOff: Cause = {
  id: 'bridge-bcast-flood-off',
  layer: 'link',
  symptom: 'Host unreachable: the container is never asked for its hardware address.',
  confirm:
    'bridge -d link shows `bcast_flood off` (of IPv6 `mcast_flood off`, of unknown addresses `flood off`) for its port.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) => {
    const loss = portFault(finding, 'bridge-no-flood')
    const device = loss?.device
    const port = device === undefined ? undefined : portOf(device)
    if (loss === null || device === undefined || port === undefined) return null
    const { settings } = port
    const isArp = loss.packet.etherType === ETH_P_ARP
    const isSolicitation = loss !== finding.loss && loss.packet.etherType === ETH_P_IPV6
    const options = [
      isArp && settings.broadcastFlood === false && 'bcast_flood',
      isSolicitation && settings.mcastFlood === false && 'mcast_flood',
      settings.unicastFlood === false && 'flood',
    ]
    const option = options.find((one) => one !== false)
    if (option === undefined) return null
    const what =
      option === 'flood' ? packetWords(finding) : `the question who has the address, for ${packetWords(finding)},`
    return {
      summary: `The port ${deviceWords(device)} takes nothing that is flooded (${option} off): ${what} does not get there.`,
      evidence: [linkEvidence(device, `${device.name} master ${port.bridge.device.name} ${option} off`)],
      remedy: [commandIn(device.space, `bridge link set dev ${shellWord(device.name)} ${option} on`)],
    }
  },
}
