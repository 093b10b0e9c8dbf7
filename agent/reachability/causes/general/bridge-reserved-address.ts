import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** A frame has a hardware address that no bridge forwards. */
export const bridgeReservedAddress: Cause = {
  id: 'bridge-reserved-address',
  layer: 'link',
  symptom: 'Timeout.',
  confirm: 'ip link shows a group address, or zeros, as link/ether of the sender.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) =>
    toldByLoss(finding, 'bridge-reserved-address', () => [
      '# give the sender a hardware address of its own: ip link set dev INTERFACE address 02:…',
    ]),
}
