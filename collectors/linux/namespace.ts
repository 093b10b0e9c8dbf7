import { KernelError } from './errno.ts'
import { libc } from './libc.ts'
import { type Listener, NETLINK_ROUTE, openListener, openNetlink, type Transport } from './socket.ts'

/** asm-generic/fcntl.h */
const O_RDONLY = 0
const O_CLOEXEC = 0o2000000
const O_NONBLOCK = 0o4000
/** linux/sched.h */
const CLONE_NEWNET = 0x40000000
/** linux/nsfs.h: type of the namespace; its id, unique for the whole boot (6.18). */
const NS_GET_NSTYPE = 0xb703
const NS_GET_ID = 0x8008b70d
/** asm-generic/socket.h: cookie of the socket's network namespace (5.14), the same number as NS_GET_ID. */
const AF_INET = 2
const SOCK_DGRAM = 2
const SOL_SOCKET = 1
const SO_NETNS_COOKIE = 71
/** linux/sockios.h: a descriptor of a socket's network namespace. */
const SIOCGSKNS = 0x894c

/** An open network namespace. While it is held, the namespace and its veth pairs cannot go away: hold it briefly. */
export interface OpenNamespace extends Disposable {
  readonly fd: number
}

const own = (fd: number): OpenNamespace => ({ fd, [Symbol.dispose]: () => void libc().close(fd) })

/**
 * Opens a network namespace by a path such as `/proc/PID/ns/net` or `/run/netns/blue`.
 * The kernel is asked what was opened: an ordinary file in a folder of namespaces is refused.
 * @throws KernelError
 */
export const openNamespace = (path: string): OpenNamespace => {
  const c = libc()
  const fd = c.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  if (fd < 0) throw new KernelError({ operation: `open ${path}`, errno: c.errno() })
  if (c.ioctlValue(fd, NS_GET_NSTYPE, 0) === CLONE_NEWNET) return own(fd)
  c.close(fd)
  throw new KernelError({ operation: `open ${path}`, errno: 22, detail: 'not a network namespace' })
}

/**
 * The network namespace of a socket that another process holds; null if that descriptor is no socket with a namespace.
 * @throws KernelError when the process or its descriptor cannot be reached
 */
export const namespaceOfSocket = (pid: number, descriptor: number): OpenNamespace | null => {
  const c = libc()
  const pidfd = c.pidfdOpen(pid)
  if (pidfd < 0) throw new KernelError({ operation: `pidfd_open ${pid}`, errno: c.errno() })
  const socket = c.pidfdGetfd(pidfd, descriptor)
  const errno = c.errno()
  c.close(pidfd)
  if (socket < 0) throw new KernelError({ operation: `pidfd_getfd ${pid}/${descriptor}`, errno })
  const fd = c.ioctlValue(socket, SIOCGSKNS, 0)
  c.close(socket)
  return fd < 0 ? null : own(fd)
}

const idBytes = Buffer.alloc(8)
const idLength = Buffer.from([8, 0, 0, 0])

/**
 * The kernel's id of a namespace: unique for the whole boot, unlike its inode, which is used again at once.
 * NS_GET_ID (6.18), the socket cookie (5.14, needs a visit), or null on older kernels.
 */
export const namespaceId = (namespace: OpenNamespace, home: OpenNamespace): string | null => {
  if (libc().ioctlPointer(namespace.fd, NS_GET_ID, idBytes) === 0) return idBytes.readBigUInt64LE().toString()
  return visit(namespace, home, cookieHere)
}

const cookieHere = (): string | null => {
  const c = libc()
  const fd = c.socket(AF_INET, SOCK_DGRAM, 0)
  if (fd < 0) return null
  const status = c.getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, idBytes, idLength)
  c.close(fd)
  return status === 0 ? idBytes.readBigUInt64LE().toString() : null
}

/** What is not a promise: nothing may be left to do after the way back. */
export type Synchronous<T> = T extends PromiseLike<unknown> ? never : T

/**
 * Does something inside a namespace and comes back. Only this thread moves, and it must not start anything that Node
 * finishes later (a socket, a DNS lookup, an asynchronous file read): that would happen in the wrong namespace.
 * If the way back fails, nothing that this process does could be trusted any more: it ends.
 * @throws KernelError when the namespace cannot be entered (needs CAP_SYS_ADMIN)
 */
export const visit = <T>(namespace: OpenNamespace, home: OpenNamespace, act: () => Synchronous<T>): Synchronous<T> => {
  const c = libc()
  if (c.setns(namespace.fd, CLONE_NEWNET) < 0)
    throw new KernelError({
      operation: 'setns',
      errno: c.errno(),
      detail: 'entering a network namespace needs CAP_SYS_ADMIN',
    })
  try {
    return act()
  } finally {
    if (c.setns(home.fd, CLONE_NEWNET) < 0) process.abort()
  }
}

/** linux/rtnetlink.h: which numbers the namespace gives to others, and frees. */
const RTNLGRP_NSID = 28

/** The sockets of the hub. */
export interface Hub<T> {
  readonly transport: Transport
  readonly nsids: Listener
  readonly others: T
}

/**
 * Rtnetlink sockets in a new, empty network namespace of their own: the hub. The sockets alone keep the namespace alive.
 * @param openOthers opens further sockets there
 * @throws KernelError (needs CAP_SYS_ADMIN)
 */
export const openHub = <T>(home: OpenNamespace, openOthers: () => Synchronous<T>): Hub<T> => {
  const c = libc()
  if (c.unshare(CLONE_NEWNET) < 0)
    throw new KernelError({
      operation: 'unshare',
      errno: c.errno(),
      detail: 'without CAP_SYS_ADMIN no namespace but the own one can be looked into',
    })
  try {
    const others = openOthers()
    return { transport: openNetlink(NETLINK_ROUTE), nsids: openListener(NETLINK_ROUTE, RTNLGRP_NSID), others }
  } finally {
    if (c.setns(home.fd, CLONE_NEWNET) < 0) process.abort()
  }
}
