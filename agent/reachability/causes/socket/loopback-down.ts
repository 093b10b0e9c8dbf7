import { isLoopback } from '../../../firewall/prefix.ts'
import { destinationOf } from '../../packet/fields.ts'
import type { Cause } from '../cause.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { askerWords } from '../reading/parties-words.ts'
import { hasAddress } from '../reading/vxlan.ts'

export const loopbackDown: Cause = {
  id: 'loopback-down',
  layer: 'socket',
  symptom: 'A container does not reach itself: 127.0.0.1 and its own addresses time out.',
  confirm: '`ip link show lo` does not show UP.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) => {
    const { loss, exchange } = finding
    const lo = loss?.space.loopback
    if (loss === null || lo === undefined || lo.isUp) return null
    const destination = destinationOf(loss.packet)
    if (!isLoopback(destination) && !hasAddress(loss.space, destination)) return null
    // What comes from others to an address of this namespace does not pass lo.
    if (exchange !== null && exchange.probe.from !== loss.space.netns) return null
    return {
      summary: `lo of ${askerWords(finding)} is down: nothing that it sends to itself arrives.`,
      evidence: [linkEvidence(lo)],
      remedy: [setLink(lo, 'up')],
    }
  },
}
