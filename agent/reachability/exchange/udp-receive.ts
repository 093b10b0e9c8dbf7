import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import { sendIcmpError } from '../errors/icmp-error.ts'
import { ETH_P_IPV6, IPPROTO_UDP, type Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import { socketFor } from './socket-for.ts'

/**
 * A datagram arrives: a socket takes it, or its sender is told that nobody does (__udp4_lib_rcv, net/ipv4/udp.c; __udp6_lib_rcv).
 * @returns the socket; null for one of which nothing is known
 */
export const receiveUdp = (
  trial: Trial,
  space: Space,
  packet: Packet,
  device: Device,
): SocketRecord | null | 'none' => {
  if (packet.protocol !== IPPROTO_UDP) return 'none'
  const socket = socketFor(trial, { space, packet, device })
  if (socket === 'none') {
    // Its connection was forgotten (nf_reset_ct): the error is looked up like any packet, and rules may keep it from that.
    packet.connection = null
    const isIpv6 = packet.etherType === ETH_P_IPV6
    sendIcmpError(trial, space, packet, isIpv6 ? { type: 1, code: 4 } : { type: 3, code: 3 })
  }
  return socket
}
