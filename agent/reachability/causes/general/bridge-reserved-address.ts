import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'
import { forgetWrong } from '../reading/wrong-entry.ts'

/** A frame is for a hardware address that no bridge forwards, or from one that nobody can have. */
export const bridgeReservedAddress: Cause = {
  id: 'bridge-reserved-address',
  layer: 'link',
  symptom: 'Timeout.',
  confirm: 'tcpdump -e shows frames for 01:80:c2:00:00:01, or from a group address or zeros.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) => toldByLoss(finding, 'bridge-reserved-address', (loss) => forgetWrong(finding.scene, loss)),
}
