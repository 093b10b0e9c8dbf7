import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** Nobody takes the protocol of the packet. */
export const unknownProtocol: Cause = {
  id: 'unknown-protocol',
  layer: 'socket',
  symptom: 'Protocol unreachable, or a timeout.',
  confirm: 'The protocol is neither TCP, UDP nor ICMP, or the frame is neither IP nor ARP.',
  more: 'https://man7.org/linux/man-pages/man7/raw.7.html',
  explain: (finding) =>
    toldByLoss(finding, 'unknown-protocol', () => [
      '# load the module of the protocol, or start the program that takes it',
    ]),
}
