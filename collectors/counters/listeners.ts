import type { NetnsId } from '../collector.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import { type AddressFamily, eachSocket, IPPROTO, TCP_CLOSE, TCP_LISTEN } from '../sockets/each-socket.ts'
import type { Listener } from './record.ts'
import { type Socket, socket } from './socket-message.ts'

const kinds = [
  { protocol: 'tcp', states: 1 << TCP_LISTEN },
  { protocol: 'udp', states: 1 << TCP_CLOSE },
] as const

/**
 * The ports of a namespace on which somebody listens, each once for TCP and for UDP, in the namespace that the connection
 * (NETLINK_SOCK_DIAG) is in. The kernel keeps listening sockets in a table of their own: this costs little among many
 * connections.
 * @throws KernelError, DecodeError
 */
export const readListeners = (connection: NetlinkConnection, netns: NetnsId): readonly Listener[] => {
  const found = new Map<string, Listener>()
  for (const { protocol, states } of kinds)
    for (const family of [2, 10] as const) {
      const question = { family, protocol: IPPROTO[protocol], states, extensions: 0 }
      eachSocket(connection, socket, question, (listening) => {
        const port = listening.localPort
        const loopback = isLoopback(listening, family)
        const known = found.get(`${protocol} ${port}`)
        if (port !== 0 && known?.loopback !== false)
          found.set(`${protocol} ${port}`, { netns, protocol, port, loopback })
      })
    }
  return [...found.values()]
}

/** 127.0.0.0/8, ::1, and the former as IPv6 has it (::ffff:127.0.0.0/104). */
const isLoopback = ({ local, localWord2, localWord3, localWord4 }: Socket, family: AddressFamily): boolean => {
  if (family === 2) return local >>> 24 === 127
  if (local !== 0 || localWord2 !== 0) return false
  return localWord3 === 0 ? localWord4 === 1 : localWord3 === 0xffff && localWord4 >>> 24 === 127
}
