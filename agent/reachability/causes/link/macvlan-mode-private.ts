import type { Device } from '../../scene/device.ts'
import type { Cause } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { maybeMisdirected, ownersOf, senderOf } from '../reading/misdirected.ts'
import { packetWords } from '../reading/parties-words.ts'
import { lowerOf } from '../reading/segment.ts'

/** Two macvlan devices on one interface are in a mode that keeps them apart. */
export const macvlanModePrivate: Cause = {
  id: 'macvlan-mode-private',
  layer: 'link',
  symptom:
    'Containers of one macvlan network do not reach each other (host unreachable); the rest of the network works.',
  confirm: 'ip -d link in the containers shows `macvlan mode private` or `vepa`.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    const { loss, scene } = finding
    const strayed = asked === null && loss !== null && maybeMisdirected(loss) ? loss : null
    const sender = strayed === null ? null : senderOf(scene, strayed)
    const from = asked?.asker ?? sender ?? (loss?.reason === 'macvlan-mode' ? loss.device : undefined)
    if (from === undefined) return null
    const receivers = strayed === null ? [] : ownersOf(scene, strayed.packet.link?.destination ?? '')
    const other = asked?.meant?.device ?? receivers.find((one) => lowerOf(one) === lowerOf(from)) ?? null
    const isSibling = other !== null && lowerOf(other) !== null && lowerOf(other) === lowerOf(from)
    const apart = [from, ...(isSibling ? [other] : [])].filter(keepsApart)
    const [first] = apart
    if (first === undefined || (loss?.reason !== 'macvlan-mode' && !isSibling)) return null
    return {
      summary: `${apart.map((device) => `${deviceWords(device)} is in the mode ${modeOf(device)}`).join(', ')}, which does not speak to those on the same interface: ${packetWords(finding)} cannot pass.`,
      evidence: apart.map((device) => linkEvidence(device, `${device.name} ${device.kind} mode ${modeOf(device)}`)),
      remedy:
        first.kind === 'macvlan'
          ? apart.map((device) => setLink(device, 'type macvlan mode bridge'))
          : [setLink(first, `type ${first.kind} bridge`)],
    }
  },
}

const modeOf = ({ record }: Device): string => {
  const link = record.info?.link
  if (link?.kind === 'macvlan' || link?.kind === 'macvtap') return `${link.data?.mode ?? 'vepa'}`
  return link?.kind === 'ipvlan' || link?.kind === 'ipvtap' ? 'private' : ''
}

const keepsApart = (device: Device): boolean => {
  const mode = modeOf(device)
  return mode === 'private' || mode === 'vepa'
}
