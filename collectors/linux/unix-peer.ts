import { libc } from './libc.ts'

/** linux/un.h, asm-generic/socket.h */
const AF_UNIX = 1
const SOCK_STREAM = 1
const SOCK_CLOEXEC = 0o2000000
/** A stopped daemon's full backlog must not stop us. */
const SOCK_NONBLOCK = 0o4000
const SOL_SOCKET = 1
const SO_PEERCRED = 17
const maximumPath = 107

/**
 * The process that listens on a Unix socket (SO_PEERCRED: who called `listen`), or 0 if it cannot be told.
 * With socket activation that is the init process, whose namespace is the daemon's as well.
 */
export const listenerPid = (path: string): number => {
  const name = Buffer.from(path)
  if (name.length > maximumPath) return 0
  const c = libc()
  const fd = c.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)
  if (fd < 0) return 0
  const address = Buffer.concat([Buffer.from([AF_UNIX, 0]), name, Buffer.alloc(1)])
  const credentials = Buffer.alloc(12)
  const length = Buffer.from([12, 0, 0, 0])
  const known =
    c.connect(fd, address, address.length) === 0 && c.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, length) === 0
  c.close(fd)
  return known ? credentials.readInt32LE(0) : 0
}
