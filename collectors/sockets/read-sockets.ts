import type { NetnsId } from '../collector.ts'
import { KernelError } from '../linux/errno.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import { type AddressFamily, eachSocket, everyState, IPPROTO, type SocketQuestion, TCP_LISTEN } from './each-socket.ts'
import { readRawSockets } from './raw-file.ts'
import type { SocketRecord } from './record.ts'
import { ipv4Socket, ipv6Socket, type SocketAnswer } from './socket-message.ts'
import { readSocketsInUse } from './sockets-in-use.ts'

type Protocol = SocketRecord['protocol']
type Family = SocketRecord['family']

/** INET_DIAG_SKMEMINFO: for the datagrams that a full queue lost. */
const withMemory = 1 << (7 - 1)

/** What waits for connections or datagrams, and in which states it does. */
const waiting: { readonly [P in Protocol]: Pick<SocketQuestion, 'states' | 'extensions'> } = {
  tcp: { states: 1 << TCP_LISTEN, extensions: 0 },
  udp: { states: everyState, extensions: withMemory },
  udplite: { states: everyState, extensions: withMemory },
  sctp: { states: 1 << TCP_LISTEN, extensions: 0 },
  raw: { states: everyState, extensions: withMemory },
}

const families: readonly (readonly [Family, AddressFamily])[] = [
  ['ipv4', 2],
  ['ipv6', 10],
]

/** Which namespace, and where its files are. */
export interface SocketPlace {
  readonly netns: NetnsId
  /** `/proc/PID/net` of a process or thread in it. */
  readonly files: string
}

/**
 * The sockets of a namespace to which somebody else may send: listeners of TCP and SCTP, and all of UDP, UDP-Lite and raw
 * sockets, in the namespace that the connection (NETLINK_SOCK_DIAG) is in. What the kernel does not have is left out.
 * Raw sockets come from procfs on a kernel without CONFIG_INET_RAW_DIAG; then what only sock_diag tells is absent.
 * @throws KernelError, DecodeError
 */
export const readSockets = (connection: NetlinkConnection, place: SocketPlace): readonly SocketRecord[] => {
  const sockets: SocketRecord[] = []
  const inUse = readSocketsInUse(place.files)
  for (const protocol of Object.keys(waiting) as Protocol[])
    for (const [family, number] of families) {
      if (!inUse(protocol, family)) continue
      const question = { ...waiting[protocol], protocol: IPPROTO[protocol], family: number }
      const add = (answer: SocketAnswer): void => void sockets.push(socketOf(place.netns, protocol, family, answer))
      const answered = isAnswered(protocol, () => eachSocket(connection, messageOf(number), question, add))
      if (!answered && protocol === 'raw') sockets.push(...readRawSockets(place, family))
    }
  return sockets
}

/** Which connections; the kernel leaves the others out. */
export interface ConnectionQuestion {
  readonly netns: NetnsId
  /** At most this many records. */
  readonly most: number
  readonly localPort?: number
  readonly remotePort?: number
}

export interface Connections {
  readonly connections: readonly SocketRecord[]
  /** There are more than were asked for. */
  readonly more: boolean
}

/** TCP_ESTABLISHED to TCP_CLOSING without TCP_LISTEN and TCP_CLOSE. */
const connected = 0xffe & ~(1 << TCP_LISTEN) & ~(1 << 7)

/**
 * TCP connections of the namespace that the connection (NETLINK_SOCK_DIAG) is in, in no order. The kernel walks its table of
 * all namespaces' connections for each address family: 0.2 ms, and 0.5 µs more a record.
 * With `more`, the rest of the answer is not read: close the netlink connection then, it is good for nothing else.
 * @throws KernelError, DecodeError
 */
export const readConnections = (connection: NetlinkConnection, asked: ConnectionQuestion): Connections => {
  const { netns, most, localPort, remotePort } = asked
  const connections: SocketRecord[] = []
  try {
    for (const [family, number] of families) {
      const ports = { localPort, remotePort }
      const question = { ...ports, family: number, protocol: IPPROTO.tcp, states: connected, extensions: 0 }
      eachSocket(connection, messageOf(number), question, (answer) => {
        if (connections.length === most) throw enough
        connections.push(socketOf(netns, 'tcp', family, answer))
      })
    }
    return { connections, more: false }
  } catch (thrown) {
    if (thrown !== enough) throw thrown
    return { connections, more: true }
  }
}

/** Thrown out of a dump that need not go on. */
const enough = new Error('as many connections as were asked for')

const messageOf = (family: AddressFamily) => (family === 2 ? ipv4Socket : ipv6Socket)

/** Whether the kernel has sockets of the protocol; of TCP it always does, if it has sock_diag at all. */
const isAnswered = (protocol: Protocol, ask: () => void): boolean => {
  try {
    ask()
    return true
  } catch (error) {
    if (protocol !== 'tcp' && error instanceof KernelError && error.code === 'EPROTONOSUPPORT') return false
    throw error
  }
}

type Growing = { -readonly [K in keyof SocketRecord]: SocketRecord[K] }

/** Written out field by field: a host has thousands of these, and spreading takes longer than all of the decoding. */
const socketOf = (netns: NetnsId, protocol: Protocol, family: Family, answer: SocketAnswer): SocketRecord => {
  const isRaw = protocol === 'raw'
  const socket: Growing = {
    netns,
    protocol,
    family,
    state: answer.state,
    local: { address: answer.localAddress, port: isRaw ? 0 : answer.localPort },
    receiveQueue: answer.receiveQueue,
    sendQueue: answer.sendQueue,
    uid: answer.uid,
    inode: answer.inode,
  }
  if (answer.remotePort !== 0 || answer.state === 'established')
    socket.remote = { address: answer.remoteAddress, port: isRaw ? 0 : answer.remotePort }
  // What inet_num holds instead of a port; the attribute came with 4.10.
  if (isRaw) socket.ipProtocol = answer.protocol ?? answer.localPort
  if (answer.locals !== undefined && answer.locals.length > 1) socket.locals = answer.locals
  if (answer.device !== 0) socket.device = answer.device
  if (answer.onlyIpv6 !== undefined) socket.onlyIpv6 = answer.onlyIpv6
  if (answer.transparent) socket.transparent = true
  // The table reads signed numbers.
  if (answer.socketMemory?.drops !== undefined) socket.dropped = answer.socketMemory.drops >>> 0
  if (answer.mark) socket.mark = answer.mark
  if (answer.cgroup !== undefined) socket.cgroupId = answer.cgroup
  return socket
}
