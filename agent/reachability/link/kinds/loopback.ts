import { destinationOf } from '../../packet/fields.ts'
import { ETH_P_IP } from '../../packet/packet.ts'
import { lose } from '../../trial.ts'
import type { SendByKind } from './kind.ts'

/**
 * What a namespace sends to itself comes in again as it is, with its route and its connection (loopback_xmit,
 * drivers/net/loopback.c). A route of IPv4 by which something is sent, and which is not local, takes nothing in: rt_dst_alloc
 * leaves dst_discard in it. One by which something is forwarded forwards it again.
 */
export const loopback: SendByKind = (trial, packet, device) => {
  const { space } = device
  if (packet.etherType === ETH_P_IP && packet.arrivedAt === null && packet.route?.type === 'unicast') {
    const fact = (): string =>
      `the route to ${destinationOf(packet)} leads to ${device.name}, and the address is not one of ${space.title}`
    lose(trial, { reason: 'not-mine', space, packet, device, fact })
    return
  }
  packet.packetType = 'host'
  trial.frames.push({ device, packet })
}
