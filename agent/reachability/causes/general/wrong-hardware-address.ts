import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'
import { forgetWrong } from '../reading/wrong-entry.ts'

/** A frame comes to an interface whose hardware address it does not name. */
export const wrongHardwareAddress: Cause = {
  id: 'wrong-hardware-address',
  layer: 'link',
  symptom: 'Timeout.',
  confirm: 'tcpdump -e at the receiver shows another destination in the Ethernet header.',
  more: 'https://man7.org/linux/man-pages/man8/ip-neighbour.8.html',
  explain: (finding) => toldByLoss(finding, 'otherhost', (loss) => forgetWrong(finding.scene, loss)),
}
