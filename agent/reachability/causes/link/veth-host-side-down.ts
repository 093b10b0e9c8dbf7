import type { Cause } from '../cause.ts'
import { deviceWords } from '../reading/device-words.ts'
import { legsOf } from '../reading/legs.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'

/** The host's end of a container's pair is down. */
export const vethHostSideDown: Cause = {
  id: 'veth-host-side-down',
  layer: 'link',
  symptom: 'Host unreachable from all sides; the container sees NO-CARRIER on its interface.',
  confirm: "ip link on the host shows the container's end of the pair without UP.",
  more: 'https://man7.org/linux/man-pages/man4/veth.4.html',
  explain: (finding) => {
    const leg = legsOf(finding).find(({ inner, outer }) => inner.isUp && outer !== null && !outer.isUp)
    if (leg === undefined || leg.outer === null) return null
    const { inner, outer } = leg
    return {
      summary: `${deviceWords(outer)}, the other end of ${deviceWords(inner)}, is down: ${packetWords(finding)} is lost there.`,
      evidence: [linkEvidence(outer), linkEvidence(inner)],
      remedy: [setLink(outer, 'up')],
    }
  },
}
