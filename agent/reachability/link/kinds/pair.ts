import { lose } from '../../trial.ts'
import { cross } from '../cross.ts'
import { deviceText } from '../text.ts'
import type { SendByKind } from './kind.ts'

/** A pair of devices, each the other's wire (veth_xmit, drivers/net/veth.c). */
export const pair: SendByKind = (trial, packet, device) => {
  const { joined } = device
  if (joined !== null && joined !== 'unknown') {
    cross(trial, packet, device, joined)
    return
  }
  const isUplink = trial.scene.isUplink(device)
  lose(trial, {
    reason: isUplink ? 'beyond-uplink' : 'peer-unknown',
    space: device.space,
    packet,
    device,
    fact: () =>
      isUplink
        ? `the packet leaves this host by ${deviceText(device)}`
        : `the other end of ${deviceText(device)} is in a namespace that the snapshot does not have`,
  })
}
