import type { Device } from '../../scene/device.ts'
import type { Finding } from '../cause.ts'
import { crossingOf, frameDestination, hasAddress, type Node, nodeBehind, overlayLosses } from './vxlan.ts'

/** A frame that was sent to another node than the one that its receiver is behind. */
export interface Misled {
  /** The VXLAN that sent it. */
  readonly device: Device
  readonly mac: string
  readonly remote: string
  readonly node: Node
}

export const misled = (finding: Finding): Misled | null => {
  for (const loss of overlayLosses(finding)) {
    const crossing = crossingOf(loss.packet)
    const mac = frameDestination(loss)
    if (crossing === null || mac === null) continue
    const { device, remote } = crossing
    const node = nodeBehind(finding.scene, mac, device)
    if (node === null || node.address === remote) continue
    if (node.address === undefined && hasAddress(node.underlay, remote)) continue
    return { device, mac, remote, node }
  }
  return null
}
