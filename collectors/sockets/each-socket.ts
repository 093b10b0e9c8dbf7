import { KernelError } from '../linux/errno.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import type { Message } from '../netlink/message.ts'

/** linux/socket.h: AF_INET or AF_INET6. Sockets of IPv6 that serve IPv4 as well are of the latter. */
export type AddressFamily = 2 | 10

/** linux/in.h */
export const IPPROTO = { tcp: 6, udp: 17, sctp: 132, udplite: 136, raw: 255 } as const

/** include/net/tcp_states.h. Sockets of other protocols are in TCP_ESTABLISHED when connected, otherwise in TCP_CLOSE. */
export const TCP_CLOSE = 7
export const TCP_LISTEN = 10
/** All that there are, for any protocol. */
export const everyState = 0xffff_ffff

/** Which sockets; the kernel leaves the others out of its answer. */
export interface SocketQuestion {
  /** 0 is refused. */
  readonly family: AddressFamily
  readonly protocol: (typeof IPPROTO)[keyof typeof IPPROTO]
  /** A bit for each state: 1 << number. */
  readonly states: number
  /** A bit for each attribute wanted beside those that come anyway: 1 << (number - 1). */
  readonly extensions: number
  /** Absent: any. */
  readonly localPort?: number | undefined
  readonly remotePort?: number | undefined
}

/** struct inet_diag_req_v2, linux/inet_diag.h */
const requestSize = 56
const ENOENT = 2
const EPROTONOSUPPORT = 93

const headerOf = ({ family, protocol, extensions, states, localPort = 0, remotePort = 0 }: SocketQuestion): Buffer => {
  const header = Buffer.alloc(requestSize)
  header.set([family, protocol, extensions])
  header.writeUInt32LE(states, 4)
  header.writeUInt16BE(localPort, 8)
  header.writeUInt16BE(remotePort, 10)
  return header
}

/**
 * Shows every socket that the namespace of the connection (NETLINK_SOCK_DIAG) has of a kind, one after the other; none is
 * kept. The kernel never flags such a dump as interrupted: it is not made twice.
 * @param message what is decoded of each
 * @throws KernelError, DecodeError; EPROTONOSUPPORT on a kernel that answers nothing about this protocol
 */
export const eachSocket = <T>(
  connection: NetlinkConnection,
  message: Message<T>,
  question: SocketQuestion,
  visit: (socket: T) => void,
): void => {
  const visited: Message<T> = {
    ...message,
    decodeInto: (_, view, at, length) => visit(message.decode(view, at, length)),
  }
  try {
    const { malformed } = connection.dump(visited, { header: headerOf(question) })
    for (const error of malformed) throw error
  } catch (error) {
    throw isUnsupported(error) ? new KernelError({ operation: 'socket dump', errno: EPROTONOSUPPORT }) : error
  }
}

/** Nobody answers for this protocol. */
const isUnsupported = (error: unknown): boolean => error instanceof KernelError && error.errno === ENOENT
