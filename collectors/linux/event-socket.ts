import { KernelError } from './errno.ts'
import { type Libc, libc, type Pinned } from './libc.ts'

/** linux/netlink.h, linux/socket.h, asm-generic/socket.h, asm-generic/fcntl.h */
const AF_NETLINK = 16
const SOCK_RAW = 3
const SOCK_CLOEXEC = 0o2000000
const SOCK_NONBLOCK = 0o4000
const SOL_SOCKET = 1
const SO_RCVBUFFORCE = 33
const SOL_NETLINK = 270
const NETLINK_ADD_MEMBERSHIP = 1
const NETLINK_LISTEN_ALL_NSID = 8
const MSG_DONTWAIT = 0x40
const F_SETFL = 4
const F_SETOWN = 8
const O_ASYNC = 0o20000
const O_NONBLOCK = 0o4000
const EINTR = 4
const EAGAIN = 11
const ENOBUFS = 105

/** Bytes that may wait to be read: the deaths of 200 containers are 2,800 messages, which the kernel counts as some megabytes. */
const waiting = int(16 * 1024 * 1024)
const one = int(1)

/** struct sockaddr_nl without an address of its own: the kernel chooses the port. */
const anyPort = Buffer.from([AF_NETLINK, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])

/** What the kernel told, and of which namespace: the number that the socket's own namespace gave it; null for that one itself. */
export interface Heard {
  readonly length: number
  readonly from: number | null
}

/** A socket that hears multicast groups of all namespaces that have a number in the one in which it was opened. */
export interface EventSocket extends Disposable {
  /** Bytes of the message heard last. */
  readonly view: DataView
  /** The next message, now at the start of `view`; null when there is none; `lost` when some did not fit. @throws KernelError */
  readonly hear: () => Heard | null | 'lost'
}

/** struct msghdr, struct iovec, struct cmsghdr, linux/socket.h, of 64-bit machines. */
const msghdrSize = 56
const iovecAt = msghdrSize
const iovecSize = 16
const controlAt = iovecAt + iovecSize
const controlSize = 128
const cmsghdrSize = 16
const messageSize = 32 * 1024

/** One for all event sockets: they are read one after the other. */
let shared: Receiving | undefined

interface Receiving {
  readonly header: Pinned
  readonly headerView: DataView
  readonly message: Pinned
}

const receiving = (c: Libc): Receiving => {
  shared ??= prepared(c.pinned(controlAt + controlSize), c.pinned(messageSize))
  return shared
}

const prepared = (header: Pinned, message: Pinned): Receiving => {
  header.bytes.fill(0)
  const headerView = new DataView(header.bytes.buffer, header.bytes.byteOffset, header.bytes.byteLength)
  headerView.setBigUint64(16, header.address + BigInt(iovecAt), true)
  headerView.setBigUint64(24, 1n, true)
  headerView.setBigUint64(32, header.address + BigInt(controlAt), true)
  headerView.setBigUint64(iovecAt, message.address, true)
  headerView.setBigUint64(iovecAt + 8, BigInt(messageSize), true)
  return { header, headerView, message }
}

/**
 * Opens one in the namespace where the thread is now. The kernel sends the process SIGIO when a message comes.
 * @param groups RTNLGRP_*, NFNLGRP_*; those that this kernel does not know are left out
 * @throws KernelError (needs CAP_NET_BROADCAST)
 */
export const openEventSocket = (protocol: number, groups: readonly number[]): EventSocket => {
  const c = libc()
  const fd = c.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol)
  const refuse = (operation: string): never => {
    const errno = c.errno()
    if (fd >= 0) c.close(fd)
    throw new KernelError({ operation, errno })
  }
  if (fd < 0) refuse('socket(AF_NETLINK)')
  if (c.setsockopt(fd, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, one, one.length) < 0)
    refuse('listen to all network namespaces (needs CAP_NET_BROADCAST)')
  // Needs CAP_NET_ADMIN; with less, more is lost and noticed to be.
  c.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, waiting, waiting.length)
  if (c.bind(fd, anyPort, anyPort.length) < 0) refuse('bind a netlink socket')
  for (const group of groups) c.setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, int(group), 4)
  c.fcntl(fd, F_SETOWN, process.pid)
  if (c.fcntl(fd, F_SETFL, O_ASYNC | O_NONBLOCK) < 0) refuse('ask for SIGIO')
  const { message } = receiving(c)
  const view = new DataView(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength)
  return { view, hear: () => hear(c, fd), [Symbol.dispose]: () => void c.close(fd) }
}

const hear = (c: Libc, fd: number): Heard | null | 'lost' => {
  const { header, headerView } = receiving(c)
  for (;;) {
    headerView.setBigUint64(40, BigInt(controlSize), true)
    headerView.setInt32(48, 0, true)
    const length = c.recvmsg(fd, header.bytes, MSG_DONTWAIT)
    // A message longer than the buffer is cut: its head is all that is looked at.
    if (length >= 0) return { length, from: sourceIn(headerView) }
    const errno = c.errno()
    if (errno === EAGAIN) return null
    if (errno === ENOBUFS) return 'lost'
    if (errno !== EINTR) throw new KernelError({ operation: 'hear of events', errno })
  }
}

/** The number in the control message; there is none when the event is of the socket's own namespace. */
const sourceIn = (header: DataView): number | null => {
  const end = controlAt + Number(header.getBigUint64(40, true))
  let at = controlAt
  while (at + cmsghdrSize <= end) {
    const size = Number(header.getBigUint64(at, true))
    if (size < cmsghdrSize || at + size > end) return null
    if (header.getInt32(at + 8, true) === SOL_NETLINK && header.getInt32(at + 12, true) === NETLINK_LISTEN_ALL_NSID)
      return header.getInt32(at + cmsghdrSize, true)
    at += (size + 7) & ~7
  }
  return null
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}
