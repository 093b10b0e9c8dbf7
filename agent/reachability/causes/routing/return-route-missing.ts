import { familyOf } from '../../../firewall/prefix.ts'
import { ipv4Number, ipv4Text } from '../../packet/address-bytes.ts'
import { destinationOf, sourceOf } from '../../packet/fields.ts'
import { isOnLink } from '../../routing/on-link.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { addressesOn, holdersOf } from '../reading/holders.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { iptablesIn } from '../reading/rule-words.ts'
import { segmentOf } from '../reading/segment.ts'
import { shellWord } from '../reading/shell-word.ts'
import { lossEvidence, spaceEvidence } from '../reading/where.ts'

/** A container's packets leave its host with its own address, to which nobody outside has a route. */
export const returnRouteMissing: Cause = {
  id: 'return-route-missing',
  layer: 'routing',
  symptom:
    'Timeout to everything beyond the host: packets leave with the address of the container, and no answer finds back.',
  confirm:
    'tcpdump at the uplink shows the address of the container as source; iptables -t nat -S POSTROUTING has no MASQUERADE for its subnet.',
  more: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  explain: (finding) => {
    const { loss } = finding
    const asking = unmasked(finding)
    if (loss === null || asking === null) return null
    const { bridge, subnet, address } = asking
    const { space } = bridge
    const isKnown = loss.reason === 'no-route'
    return {
      summary: isKnown
        ? `${spaceWords(loss.space)} has no route back to ${address}, and ${spaceWords(space)} does not masquerade ${subnet}: ${packetWords(finding)} is not sent.`
        : `${packetWords(finding)} leaves ${spaceWords(space)} with the source ${address}, which nothing masquerades: it is answered only if somebody outside has a route to ${subnet}.`,
      evidence: [lossEvidence(loss), spaceEvidence(space, `no MASQUERADE or SNAT for ${subnet}`)],
      remedy: [
        iptablesIn(
          space,
          familyOf(address),
          `-t nat -A POSTROUTING -s ${subnet} ! -o ${shellWord(bridge.name)} -j MASQUERADE`,
        ),
        isKnown && loss.space !== space
          ? `# or a route there: ${commandIn(loss.space, `ip route add ${subnet} via ADDRESS-OF-THE-HOST`)}`
          : `# or a route to ${subnet} on the router outside`,
      ],
    }
  },
}

interface Unmasked {
  readonly bridge: Device
  readonly subnet: string
  readonly address: string
}

/** Who asked is behind a bridge of a host that its packets have left with their own address. */
const unmasked = ({ loss, lostOn, scene, source }: Finding): Unmasked | null => {
  if (loss === null || source === null) return null
  const isAnswer = lostOn === 'reply' && loss.reason === 'no-route' && loss.packet.arrivedAt === null
  const isLeaving = lostOn === 'request' && loss.reason === 'beyond-uplink'
  if (!isAnswer && !isLeaving) return null
  const address = isAnswer ? destinationOf(loss.packet) : sourceOf(loss.packet)
  const holder = holdersOf(scene, address).find(({ device }) => device.space === source)
  const bridge = holder === undefined ? undefined : segmentOf(holder.device)
  if (bridge?.kind !== 'bridge' || bridge === holder?.device || bridge.space === source) return null
  if (isAnswer ? loss.space === bridge.space : loss.space !== bridge.space) return null
  const own = addressesOn(bridge).find((one) => isOnLink(one, address))
  const length = own?.prefixLength ?? holder?.record.prefixLength ?? 32
  return isUplinks(bridge, loss.device)
    ? null
    : { bridge, subnet: `${networkOf(own?.local ?? address, length)}/${length}`, address }
}

/** The bridge has the uplink itself as a port: its containers are machines of the LAN. */
const isUplinks = (bridge: Device, device: Device | undefined): boolean => device?.master === bridge

/** The address with the bits behind the prefix taken away; of IPv6 as it is. */
const networkOf = (address: string, length: number): string => {
  if (address.includes(':')) return address
  const number = ipv4Number(address)
  const size = 2 ** (32 - length)
  return ipv4Text(number - (number % size))
}
