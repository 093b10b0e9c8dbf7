import { vxlanPort } from '../../link/tunnels/vxlan-ends.ts'
import { destinationPortOf } from '../../packet/fields.ts'
import { IPPROTO_UDP } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { crossingOf } from '../reading/vxlan.ts'

/** A VXLAN takes packets that are, with its 50 bytes of headers, too large for the network below. */
export const overlayUnderlayMtu: Cause = {
  id: 'overlay-underlay-mtu',
  layer: 'mtu',
  symptom: 'Between nodes small packets pass, large ones hang.',
  confirm: 'The mtu of the vxlan interface plus 50 is larger than that of the interface below.',
  more: 'https://docs.docker.com/engine/network/drivers/overlay/',
  explain: (finding) => {
    const { loss } = finding
    if (loss === null || (loss.reason !== 'too-big' && loss.reason !== 'frame-too-big')) return null
    const ends = vxlansOf(finding)
    const [overlay] = ends
    if (overlay === undefined) return null
    const { device, packet } = loss
    const under = (loss.reason === 'frame-too-big' ? device : (packet.route?.device ?? device)) ?? overlay
    const right = under.mtu - HEADERS
    return {
      summary: `A full packet of ${deviceWords(overlay)} (mtu ${overlay.mtu}) is larger than the mtu ${under.mtu} of ${deviceWords(under)} with its ${HEADERS} bytes of headers: ${packetWords(finding)} hangs as soon as it is large.`,
      evidence: [linkEvidence(overlay), linkEvidence(under)],
      remedy: [
        ...ends.map((end) => setLink(end, `mtu ${right}`)),
        `# for ever: docker network create --driver overlay --opt com.docker.network.driver.mtu=${right} NETWORK`,
      ],
    }
  },
}

/** Ethernet, IPv4, UDP and VXLAN (RFC 7348). */
const HEADERS = 50

/** Both ends of the VXLAN whose packet it is, as far as they are known, the sender first, where the packet is one that carries frames. */
const vxlansOf = ({ loss }: Finding): readonly Device[] => {
  if (loss === null || loss.packet.protocol !== IPPROTO_UDP) return []
  const sender = crossingOf(loss.packet)?.device
  const here = [...loss.space.devices.values()].find(
    (device) => device.kind === 'vxlan' && vxlanPort(device) === destinationPortOf(loss.packet),
  )
  return [...new Set([sender, here])].filter((device) => device !== undefined)
}
