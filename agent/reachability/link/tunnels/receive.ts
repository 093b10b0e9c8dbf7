import type { Packet } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import type { Trial } from '../../trial.ts'
import { receiveIpTunnel } from './receive-ip-tunnel.ts'
import { receiveVxlan } from './receive-vxlan.ts'

/**
 * Takes what a packet for this namespace carries, if a tunnel of it is for that.
 * @param device where it came in
 * @returns false for a packet that is no tunnel's
 */
export const receiveTunnel = (trial: Trial, packet: Packet, { space }: Device): boolean =>
  receiveVxlan(trial, packet, space) || receiveIpTunnel(trial, packet, space)
