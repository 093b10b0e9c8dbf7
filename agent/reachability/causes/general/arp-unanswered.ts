import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** A request for a hardware address is ignored. */
export const arpUnanswered: Cause = {
  id: 'arp-unanswered',
  layer: 'link',
  symptom: 'Host unreachable.',
  confirm: 'tcpdump shows requests of ARP without answers.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: (finding) =>
    toldByLoss(finding, 'arp-ignored', () => [
      '# see arp_ignore, arp_filter and rp_filter of the interface that is asked',
    ]),
}
