import { destinationOf } from '../../packet/fields.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** A packet comes to a namespace that neither has its destination nor forwards it. */
export const notMyAddress: Cause = {
  id: 'not-my-address',
  layer: 'routing',
  symptom: 'Timeout.',
  confirm: 'ip route get ADDRESS there does not say local.',
  more: 'https://man7.org/linux/man-pages/man8/ip-address.8.html',
  explain: (finding) =>
    toldByLoss(finding, 'not-mine', ({ packet, space }) => [
      `# ${commandIn(space, `ip route get ${destinationOf(packet)}`)}`,
    ]),
}
