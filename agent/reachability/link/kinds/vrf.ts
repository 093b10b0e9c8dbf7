import type { SendByKind } from './kind.ts'

/** A packet that stays within its routing domain comes in again at the VRF itself (vrf_local_xmit, drivers/net/vrf.c). */
export const vrf: SendByKind = (trial, packet, device) => {
  packet.packetType = 'host'
  packet.link = null
  trial.frames.push({ device, packet })
}
