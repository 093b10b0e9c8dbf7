import { count, flag, type Infer, integer, list, oneOf, optional, record, text } from '../wire/shape.ts'

export const socketProtocols = ['tcp', 'udp', 'udplite', 'sctp', 'raw'] as const

/**
 * include/net/tcp_states.h from 1 on; the kernel reports TCP_NEW_SYN_RECV as TCP_SYN_RECV. Sockets of protocols other than
 * TCP and SCTP are `established` when they are connected, and `close` otherwise.
 */
export const socketStates = [
  'established',
  'synsent',
  'synrecv',
  'finwait1',
  'finwait2',
  'timewait',
  'close',
  'closewait',
  'lastack',
  'listen',
  'closing',
] as const

const addressAndPort = record({ address: text, port: integer })

/** A socket of one namespace, as sock_diag tells it (linux/inet_diag.h), or `/proc/PID/net/raw`. */
export const socketShape = record({
  netns: text,
  protocol: oneOf(socketProtocols),
  /** `ipv6` also for the sockets that serve both. */
  family: oneOf(['ipv4', 'ipv6']),
  state: text,
  /** `0.0.0.0` or `::` when it hears on every address. */
  local: addressAndPort,
  /** Absent: not connected. */
  remote: optional(addressAndPort),
  /** Only of raw sockets: the IP protocol that it hears (IPPROTO_*); 255 hears none. */
  ipProtocol: optional(integer),
  /** All addresses of an SCTP socket that is bound to several. */
  locals: optional(list(text)),
  /** ifindex: it hears only what arrives there, or through a VRF of this number (SO_BINDTODEVICE). */
  device: optional(integer),
  /** Only of IPv6: whether it leaves IPv4 to others. Absent where it cannot be told. */
  onlyIpv6: optional(flag),
  /** It also takes what is addressed to others (IP_TRANSPARENT), as a proxy behind TPROXY does. */
  transparent: optional(flag),
  /** Of a listening socket the connections that wait to be accepted; bytes of memory of others. */
  receiveQueue: integer,
  /** Of a listening socket the most connections that may wait; bytes of memory of others. */
  sendQueue: integer,
  /** Datagrams that it lost since it was made. */
  dropped: optional(integer),
  /** Who made it. */
  uid: integer,
  /** What `/proc/PID/fd` shows of it; 0 when no process has it any more. */
  inode: integer,
  /** SO_MARK of what it sends; absent: 0, or not told for want of CAP_NET_ADMIN. */
  mark: optional(integer),
  /** Inode of the cgroup of version 2 in which it was made, also when its process has moved since (5.9). */
  cgroupId: optional(count),
})

export type SocketRecord = Infer<typeof socketShape>

/** The process that has a socket open; one of them where several have. */
export const socketOwnerShape = record({
  inode: integer,
  pid: integer,
  /** Name of the process as the kernel keeps it (15 bytes, chosen by the process itself). */
  command: text,
  /** The container that its cgroup names. */
  container: optional(text),
})

export type SocketOwner = Infer<typeof socketOwnerShape>

/** A `docker-proxy` process: it takes connections on an address of the host, and makes others to a container. */
export const portProxyShape = record({
  pid: integer,
  protocol: oneOf(['tcp', 'udp', 'sctp']),
  hostAddress: text,
  hostPort: integer,
  containerAddress: text,
  containerPort: integer,
  /** Inode of the socket that it listens on; absent: none was found. */
  inode: optional(integer),
})

export type PortProxy = Infer<typeof portProxyShape>
