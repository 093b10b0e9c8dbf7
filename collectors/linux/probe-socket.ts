import { KernelError } from './errno.ts'
import { libc } from './libc.ts'

/** linux/socket.h, linux/net.h, linux/in.h, linux/in6.h, asm-generic/socket.h */
const AF_INET = 2
const AF_INET6 = 10
const SOCK_STREAM = 1
const SOCK_DGRAM = 2
const SOCK_RAW = 3
const SOCK_NONBLOCK = 0o4000
const SOCK_CLOEXEC = 0o2000000
const IPPROTO_IP = 0
const IPPROTO_ICMP = 1
const IPPROTO_IPV6 = 41
const IPPROTO_ICMPV6 = 58
const IP_RECVERR = 11
const IPV6_RECVERR = 25
const MSG_DONTWAIT = 0x40
const MSG_NOSIGNAL = 0x4000
/** asm-generic/errno.h */
const EAGAIN = 11
const EINTR = 4
const EISCONN = 106
const EALREADY = 114
const EINPROGRESS = 115

/** What is sent. */
export interface SentProbe {
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  /** IP addresses in network byte order: 4 bytes, or 16. */
  readonly destination: Uint8Array
  /** 0 for ICMP. */
  readonly port: number
  /** The address to send from; null: what the kernel chooses. */
  readonly source: Uint8Array | null
}

/** What a program would have seen by now: `answered`, or the name of its error (`ECONNREFUSED`). */
export type ProbeEnd = 'answered' | { readonly error: string }

/** One packet on its way. The socket stays in the namespace where it was made, wherever it is asked from. */
export interface ProbeSocket extends Disposable {
  /** Null while nothing has come back. Never waits. */
  readonly poll: () => ProbeEnd | null
}

/**
 * Sends one packet from the namespace where the thread is now: the SYN of a connect(), a datagram, or an echo request. Nothing is
 * waited for, so it can be used during a visit.
 * @throws KernelError when there can be no such socket (an echo needs CAP_NET_RAW)
 */
export const openProbe = (probe: SentProbe): ProbeSocket => {
  const fd = openSocket(probe)
  const close = () => void libc().close(fd)
  try {
    const { poll, refused } = begin(fd, probe)
    return { poll: () => (refused === null ? poll() : refused), [Symbol.dispose]: close }
  } catch (error) {
    close()
    throw error
  }
}

const isIpv6 = ({ length }: Uint8Array): boolean => length === 16

const openSocket = ({ protocol, destination }: SentProbe): number => {
  const c = libc()
  const isV6 = isIpv6(destination)
  const kinds = {
    tcp: [SOCK_STREAM, 0],
    udp: [SOCK_DGRAM, 0],
    icmp: [SOCK_RAW, isV6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP],
  } as const
  const [type, number] = kinds[protocol]
  const fd = c.socket(isV6 ? AF_INET6 : AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, number)
  if (fd < 0) throw new KernelError({ operation: `socket for ${protocol}`, errno: c.errno() })
  return fd
}

/** struct sockaddr_in (linux/in.h), or sockaddr_in6 (linux/in6.h). */
const socketAddress = (address: Uint8Array, port: number): Buffer => {
  const isV6 = isIpv6(address)
  const bytes = Buffer.alloc(isV6 ? 28 : 16)
  bytes.writeUInt16LE(isV6 ? AF_INET6 : AF_INET, 0)
  bytes.writeUInt16BE(port, 2)
  bytes.set(address, isV6 ? 8 : 4)
  return bytes
}

interface Begun {
  readonly poll: ProbeSocket['poll']
  /** What bind(), connect() or send() said at once. */
  readonly refused: ProbeEnd | null
}

const one = Buffer.from([1, 0, 0, 0])

const begin = (fd: number, { protocol, destination, port, source }: SentProbe): Begun => {
  const c = libc()
  if (protocol !== 'tcp') {
    // Otherwise a program learns only some of the ICMP errors.
    c.setsockopt(fd, IPPROTO_IP, IP_RECVERR, one, one.length)
    if (isIpv6(destination)) c.setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, one, one.length)
  }
  const target = socketAddress(destination, port)
  const poll = polls[protocol](fd, target)
  const own = source === null ? null : socketAddress(source, 0)
  if (own !== null && c.bind(fd, own, own.length) < 0) return { poll, refused: failure() }
  if (c.connect(fd, target, target.length) < 0 && c.errno() !== EINPROGRESS) return { poll, refused: failure() }
  const payload = protocol === 'udp' ? datagram : protocol === 'icmp' ? echoRequest(isIpv6(destination)) : null
  if (payload !== null && c.send(fd, payload, payload.length, MSG_NOSIGNAL) < 0) return { poll, refused: failure() }
  return { poll, refused: null }
}

/** Of the call just made. */
const failure = (): ProbeEnd => ({ error: new KernelError({ operation: '', errno: libc().errno() }).code })

const polls = {
  tcp: (fd: number, target: Uint8Array) => () => {
    const c = libc()
    // On a socket that connects, a second connect() tells how far it is (inet_stream_connect, net/ipv4/af_inet.c).
    if (c.connect(fd, target, target.length) < 0) {
      const errno = c.errno()
      if (errno === EALREADY || errno === EINTR) return null
      if (errno !== EISCONN) return failure()
    }
    return received(fd, () => true) ?? 'answered'
  },
  udp: (fd: number) => () => received(fd, () => true),
  icmp: (fd: number, target: Uint8Array) => () => received(fd, target[0] === AF_INET6 ? isReplyOfIpv6 : isReplyOfIpv4),
} as const

const buffer = Buffer.alloc(2048)

/** Reads what has come, until something fits or nothing is left. */
const received = (fd: number, fits: (bytes: Buffer) => boolean): ProbeEnd | null => {
  const c = libc()
  for (;;) {
    const length = c.recv(fd, buffer, buffer.length, MSG_DONTWAIT)
    if (length < 0) {
      const errno = c.errno()
      if (errno === EINTR) continue
      return errno === EAGAIN ? null : failure()
    }
    if (fits(buffer.subarray(0, length))) return 'answered'
  }
}

const datagram = Buffer.alloc(24)
/** As `ping` has it: our own among the echoes of others. */
const identifier = process.pid & 0xffff

/** RFC 792, RFC 4443: an echo with sequence number 1; the kernel adds the checksum of ICMPv6. */
const echoRequest = (isV6: boolean): Buffer => {
  const bytes = Buffer.alloc(64)
  bytes[0] = isV6 ? 128 : 8
  bytes.writeUInt16BE(identifier, 4)
  bytes.writeUInt16BE(1, 6)
  if (!isV6) bytes.writeUInt16BE(internetChecksum(bytes), 2)
  return bytes
}

/** RFC 1071 */
const internetChecksum = (bytes: Buffer): number => {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  return ~sum & 0xffff
}

const isReplyOfIpv6 = (bytes: Buffer): boolean =>
  bytes.length >= 8 && bytes[0] === 129 && bytes.readUInt16BE(4) === identifier

/** A raw socket of IPv4 sees the IP header, too. */
const isReplyOfIpv4 = (bytes: Buffer): boolean => {
  const header = ((bytes[0] ?? 0) & 15) * 4
  return bytes.length >= header + 8 && bytes[header] === 0 && bytes.readUInt16BE(header + 4) === identifier
}
