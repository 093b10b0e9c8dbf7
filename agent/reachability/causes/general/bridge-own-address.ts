import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'
import { forgetWrong } from '../reading/wrong-entry.ts'

/** The host of a bridge sends a frame to the hardware address of that bridge (br_dev_xmit, net/bridge/br_device.c). */
export const bridgeOwnAddress: Cause = {
  id: 'bridge-own-address',
  layer: 'link',
  symptom: 'Timeout.',
  confirm: 'bridge fdb show has the address as permanent.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) => toldByLoss(finding, 'bridge-fdb-local', (loss) => forgetWrong(finding.scene, loss)),
}
