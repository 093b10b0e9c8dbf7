import type { SendByKind } from './kind.ts'

/**
 * What a namespace sends to itself comes in again as it is, with its route and its connection (loopback_xmit,
 * drivers/net/loopback.c).
 */
export const loopback: SendByKind = (trial, packet, device) => {
  packet.packetType = 'host'
  trial.frames.push({ device, packet })
}
