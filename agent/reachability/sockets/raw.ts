import type { Space } from '../scene/space.ts'

/** Whether a program has a raw socket for an IP protocol (raw_local_deliver, net/ipv4/raw.c). */
export const hasRawSocket = (space: Space, family: 'ipv4' | 'ipv6', protocol: number): boolean =>
  space.sockets.some(
    (socket) => socket.protocol === 'raw' && socket.family === family && socket.ipProtocol === protocol,
  )
