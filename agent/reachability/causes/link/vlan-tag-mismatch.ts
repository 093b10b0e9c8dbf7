import type { Device } from '../../scene/device.ts'
import type { Cause } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { liesOnAnother, lowerOf, segmentOf } from '../reading/segment.ts'

/** Two who should be neighbours put different tags on their frames, or one of them none. */
export const vlanTagMismatch: Cause = {
  id: 'vlan-tag-mismatch',
  layer: 'link',
  symptom: 'Host unreachable over an interface with a VLAN.',
  confirm: 'ip -d link shows another `vlan id` on the other side; the counters of received packets stay at 0.',
  more: 'https://docs.docker.com/engine/network/drivers/macvlan/#8021q-trunk-bridge-mode',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    if (asked === null || asked.meant === undefined || asked.near.length > 0) return null
    const [from, to] = [taggedOf(asked.asker), taggedOf(asked.meant.device)]
    const isOnOneWire = segmentOf(from.wire) === segmentOf(to.wire)
    if (!isOnOneWire || from.id === to.id) return null
    const words = (id: number): string => (id === 0 ? 'without a tag' : `in VLAN ${id}`)
    return {
      summary: `${deviceWords(asked.asker)} speaks ${words(from.id)}, and ${deviceWords(asked.meant.device)} ${words(to.id)}: ${packetWords(finding)} cannot arrive.`,
      evidence: [from, to].map(({ device, id }) =>
        linkEvidence(device, `${device.name} ${id === 0 ? 'no vlan' : `vlan id ${id}`}`),
      ),
      remedy: [
        '# use the same VLAN on both sides: create the network again with -o parent=INTERFACE.ID, or change the trunk',
      ],
    }
  },
}

interface Tagged {
  readonly device: Device
  readonly wire: Device
  readonly id: number
}

/** The tag that the frames of a device get on the wire below. */
const taggedOf = (device: Device): Tagged => {
  const near = liesOnAnother(device) ? (lowerOf(device) ?? device) : device
  const link = near.record.info?.link
  const below = lowerOf(near)
  if (link?.kind !== 'vlan' || below === null) return { device: near, wire: near, id: 0 }
  return { device: near, wire: below, id: link.data?.id ?? 0 }
}
