import { KernelError } from '../linux/errno.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import { type Socket, socket } from './socket-message.ts'

/** Which sockets: of one address family and protocol. */
export interface SocketQuestion {
  /** AF_INET or AF_INET6; 0 is refused. Sockets of IPv6 that serve IPv4 as well are of the latter. */
  readonly family: 2 | 10
  /** IPPROTO_TCP or IPPROTO_UDP, linux/in.h */
  readonly protocol: 6 | 17
  /** A bit for each state (include/net/tcp_states.h). */
  readonly states: number
  /** A bit for each attribute wanted beside those that come anyway: 1 << (number - 1). */
  readonly extensions: number
}

/** struct inet_diag_req_v2, linux/inet_diag.h */
const requestSize = 56
const ENOENT = 2
const EPROTONOSUPPORT = 93

/**
 * Shows every socket that the namespace of the connection (NETLINK_SOCK_DIAG) has of a kind, one after the other; none is
 * kept. The kernel never flags such a dump as interrupted: it is not made twice.
 * @throws KernelError, DecodeError; EPROTONOSUPPORT on a kernel without CONFIG_INET_DIAG
 */
export const eachSocket = (
  connection: NetlinkConnection,
  question: SocketQuestion,
  visit: (socket: Socket) => void,
): void => {
  const header = Buffer.alloc(requestSize)
  header.set([question.family, question.protocol, question.extensions])
  header.writeUInt32LE(question.states, 4)
  const visited: typeof socket = {
    ...socket,
    decodeInto: (_, view, at, length) => visit(socket.decode(view, at, length)),
  }
  try {
    const { malformed } = connection.dump(visited, { header })
    for (const error of malformed) throw error
  } catch (error) {
    throw isUnsupported(error) ? new KernelError({ operation: 'socket dump', errno: EPROTONOSUPPORT }) : error
  }
}

/** Nobody answers for this protocol. */
const isUnsupported = (error: unknown): boolean => error instanceof KernelError && error.errno === ENOENT
