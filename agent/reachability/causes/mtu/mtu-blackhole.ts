import type { Cause } from '../cause.ts'
import { stopped } from '../reading/too-big.ts'

/** Packets of full size are too large for a link on the way, and the error that says so does not come back. */
export const mtuBlackhole: Cause = {
  id: 'mtu-blackhole',
  layer: 'mtu',
  symptom: 'Connections are made, small answers come, large ones hang.',
  confirm: 'ping -M do -s 1472 gets no answer and no error; smaller ones do.',
  more: 'https://github.com/moby/moby/issues/13475',
  explain: stopped,
}
