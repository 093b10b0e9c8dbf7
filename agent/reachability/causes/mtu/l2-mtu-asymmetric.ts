import type { Cause } from '../cause.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { otherEnd } from '../reading/segment.ts'

/** The two ends of one link have different MTUs: what the larger sends the smaller drops. */
export const l2MtuAsymmetric: Cause = {
  id: 'l2-mtu-asymmetric',
  layer: 'mtu',
  symptom: 'Uploads work, downloads hang, or the other way round.',
  confirm: 'ip link shows different mtus at the two ends.',
  more: 'https://man7.org/linux/man-pages/man4/veth.4.html',
  explain: (finding) => {
    const { loss } = finding
    const device = loss?.device
    if (loss?.reason !== 'frame-too-big' || device === undefined) return null
    const far = otherEnd(device)
    const mtu = Math.max(far?.mtu ?? 0, loss.packet.bytes.length)
    return {
      summary: `${deviceWords(device)} has the mtu ${device.mtu}${far === null ? '' : `, and ${deviceWords(far)} at the other end ${far.mtu}`}: ${packetWords(finding)} hangs as soon as it is large.`,
      evidence: [device, far].flatMap((one) => (one === null ? [] : [linkEvidence(one)])),
      remedy: [setLink(device, `mtu ${mtu}`)],
    }
  },
}
