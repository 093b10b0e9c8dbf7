import { destinationOf } from '../../packet/fields.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldByLoss } from '../reading/loss-words.ts'
import { ipFor, routeTo } from '../reading/route-at.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A packet is for an address that nobody here has: of a group that nobody joined, or by a route that leads to lo. */
export const notMyAddress: Cause = {
  id: 'not-my-address',
  layer: 'routing',
  symptom: 'Timeout.',
  confirm: 'ip route get ADDRESS there does not say local; ip maddress does not show the group.',
  more: 'https://man7.org/linux/man-pages/man8/ip-address.8.html',
  explain: (finding) =>
    toldByLoss(finding, 'not-mine', ({ packet, device, space }) => {
      const record = packet.route?.record ?? null
      const destination = destinationOf(packet)
      return device?.kind === 'loopback' && record !== null
        ? [commandIn(space, `${ipFor(destination)} route del ${routeTo(record)} dev ${shellWord(device.name)}`)]
        : [`# start the program that joins ${destination}`]
    }),
}
