import { KernelError } from './errno.ts'
import { libc } from './libc.ts'

/** linux/netlink.h, linux/socket.h, asm-generic/socket.h */
const AF_NETLINK = 16
const SOCK_RAW = 3
const SOCK_CLOEXEC = 0o2000000
const SOL_SOCKET = 1
const SO_RCVTIMEO = 20
const SO_RCVBUFFORCE = 33
const SOL_NETLINK = 270
const NETLINK_EXT_ACK = 11
const NETLINK_GET_STRICT_CHK = 12
const MSG_TRUNC = 0x20
const MSG_DONTWAIT = 0x40
const EINTR = 4
const EAGAIN = 11

export const NETLINK_ROUTE = 0
export const NETLINK_SOCK_DIAG = 4
export const NETLINK_XFRM = 6
export const NETLINK_NETFILTER = 12

/** One, as the kernel reads an int option. */
const one = Buffer.from([1, 0, 0, 0])
/** struct timeval { 2 s, 0 µs }: a kernel that does not answer by then is not going to. */
const receiveTimeout = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
/** Bytes that a listener may fall behind: the default holds the deaths of some two hundred namespaces. */
const listenerBuffer = Buffer.alloc(4)
listenerBuffer.writeUInt32LE(4 * 1024 * 1024)
/** struct sockaddr_nl { AF_NETLINK, 0, pid 0 = the kernel, no groups } */
const kernelAddress = Buffer.from([AF_NETLINK, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])

/**
 * What a netlink connection talks to: the kernel, or a fake one in a test.
 * `receive` answers the number of bytes of one datagram, which it has put at the start of `into`.
 */
export interface Transport extends Disposable {
  readonly send: (request: Uint8Array) => void
  readonly receive: (into: Uint8Array) => number
}

/**
 * A netlink socket in the namespace where the thread is now.
 * @param attach says where it belongs (connect, bind) and answers as the system call does
 */
const openSocket = (protocol: number, operation: string, attach: (fd: number) => number): number => {
  const c = libc()
  const fd = c.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol)
  if (fd < 0) throw new KernelError({ operation: 'socket(AF_NETLINK)', errno: c.errno() })
  if (attach(fd) === 0) return fd
  const errno = c.errno()
  c.close(fd)
  throw new KernelError({ operation, errno })
}

/**
 * A netlink socket for questions, in the namespace where the thread is now.
 * It is connected to the kernel's port 0: the kernel then refuses messages from any other process, so that a program with
 * CAP_NET_ADMIN inside a container cannot forge an answer.
 * @throws KernelError
 */
export const openNetlink = (protocol: number): Transport => {
  const c = libc()
  const fd = openSocket(protocol, 'connect to the kernel (AF_NETLINK)', (socket) =>
    c.connect(socket, kernelAddress, kernelAddress.length),
  )
  c.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, receiveTimeout, receiveTimeout.length)
  // Kernels before 4.12 and 4.20 do not know these two; dumps are then merely less strict and errors without words.
  c.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, one, one.length)
  c.setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, one, one.length)
  return {
    send: (request) => {
      if (c.send(fd, request, request.length, 0) < 0)
        throw new KernelError({ operation: 'netlink send', errno: c.errno() })
    },
    receive: (into) => receive(fd, into),
    [Symbol.dispose]: () => void c.close(fd),
  }
}

/** A socket that only hears what the kernel tells a multicast group of the namespace where the thread was. */
export interface Listener extends Disposable {
  /** The length of the next datagram, now at the start of `into`; null when there is none. @throws KernelError */
  readonly poll: (into: Uint8Array) => number | null
}

/**
 * @param group RTNLGRP_*, linux/rtnetlink.h; 32 at most
 * @throws KernelError
 */
export const openListener = (protocol: number, group: number): Listener => {
  const c = libc()
  const address = Buffer.from(kernelAddress)
  address.writeUInt32LE(2 ** (group - 1), 8)
  const fd = openSocket(protocol, `bind to netlink group ${group}`, (socket) => c.bind(socket, address, address.length))
  // Needs CAP_NET_ADMIN; with less, more is lost and noticed to be.
  c.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, listenerBuffer, listenerBuffer.length)
  return { poll: (into) => poll(fd, into), [Symbol.dispose]: () => void c.close(fd) }
}

const poll = (fd: number, into: Uint8Array): number | null => {
  const c = libc()
  for (;;) {
    const length = c.recv(fd, into, into.length, MSG_DONTWAIT)
    if (length >= 0) return length
    const errno = c.errno()
    if (errno === EAGAIN) return null
    if (errno !== EINTR) throw new KernelError({ operation: 'netlink receive', errno })
  }
}

const receive = (fd: number, into: Uint8Array): number => {
  const c = libc()
  for (;;) {
    const length = c.recv(fd, into, into.length, MSG_TRUNC)
    if (length > into.length) throw new KernelError({ operation: 'netlink receive (truncated)', errno: 90 })
    if (length >= 0) return length
    const errno = c.errno()
    if (errno === EAGAIN) throw new KernelError({ operation: 'netlink receive', errno, detail: 'no answer in 2 s' })
    if (errno !== EINTR) throw new KernelError({ operation: 'netlink receive', errno })
  }
}
