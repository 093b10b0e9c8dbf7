import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'
import { forgetWrong } from '../reading/wrong-entry.ts'

/** A bridge knows no port for a frame, and no other port takes what is flooded. */
export const bridgeDoesNotFlood: Cause = {
  id: 'bridge-does-not-flood',
  layer: 'link',
  symptom: 'Host unreachable or timeout.',
  confirm: 'bridge fdb show has no entry for the hardware address.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) => toldByLoss(finding, 'bridge-no-flood', (loss) => forgetWrong(finding.scene, loss)),
}
