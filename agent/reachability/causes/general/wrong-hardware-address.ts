import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** A frame comes to an interface whose hardware address it does not name. */
export const wrongHardwareAddress: Cause = {
  id: 'wrong-hardware-address',
  layer: 'link',
  symptom: 'Timeout.',
  confirm: 'tcpdump -e at the receiver shows another destination in the Ethernet header.',
  more: 'https://man7.org/linux/man-pages/man8/ip-neighbour.8.html',
  explain: (finding) =>
    toldByLoss(finding, 'otherhost', ({ packet, space }) => [
      `# who sent it believes in ${packet.link?.destination ?? 'another address'}; see ip neigh there, and ${commandIn(space, 'ip link')}`,
    ]),
}
