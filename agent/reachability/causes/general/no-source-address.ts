import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** The kernel finds no address to send from. */
export const noSourceAddress: Cause = {
  id: 'no-source-address',
  layer: 'routing',
  symptom: 'Invalid argument or EADDRNOTAVAIL at once.',
  confirm: 'ip address shows no address of the family, or not the one that the program binds to.',
  more: 'https://man7.org/linux/man-pages/man7/ip.7.html',
  explain: (finding) =>
    toldByLoss(finding, 'no-source-address', ({ space }) => [
      `# give it an address: ${commandIn(space, 'ip addr add ADDRESS/LENGTH dev INTERFACE')}`,
    ]),
}
