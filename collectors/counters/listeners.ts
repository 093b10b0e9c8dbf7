import type { NetnsId } from '../collector.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import { eachSocket } from './each-socket.ts'
import type { Listener } from './record.ts'
import type { Socket } from './socket-message.ts'

/** include/net/tcp_states.h. A UDP socket that is not connected is in TCP_CLOSE. */
const TCP_CLOSE = 7
const TCP_LISTEN = 10

const kinds = [
  { protocol: 'tcp', number: 6, states: 1 << TCP_LISTEN },
  { protocol: 'udp', number: 17, states: 1 << TCP_CLOSE },
] as const

/**
 * The ports of a namespace on which somebody listens, each once for TCP and for UDP, in the namespace that the connection
 * (NETLINK_SOCK_DIAG) is in. The kernel keeps listening sockets in a table of their own: this costs little among many
 * connections.
 * @throws KernelError, DecodeError
 */
export const readListeners = (connection: NetlinkConnection, netns: NetnsId): readonly Listener[] => {
  const found = new Map<string, Listener>()
  for (const { protocol, number, states } of kinds)
    for (const family of [2, 10] as const)
      eachSocket(connection, { family, protocol: number, states, extensions: 0 }, (socket) => {
        const port = socket.localPort
        const loopback = isLoopback(socket, family)
        const known = found.get(`${protocol} ${port}`)
        if (port !== 0 && known?.loopback !== false)
          found.set(`${protocol} ${port}`, { netns, protocol, port, loopback })
      })
  return [...found.values()]
}

/** 127.0.0.0/8, ::1, and the former as IPv6 has it (::ffff:127.0.0.0/104). */
const isLoopback = ({ local, localWord2, localWord3, localWord4 }: Socket, family: 2 | 10): boolean => {
  if (family === 2) return local >>> 24 === 127
  if (local !== 0 || localWord2 !== 0) return false
  return localWord3 === 0 ? localWord4 === 1 : localWord3 === 0xffff && localWord4 >>> 24 === 127
}
