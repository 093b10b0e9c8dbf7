import { libc } from './libc.ts'

/** asm-generic/fcntl.h */
const O_RDONLY = 0
const O_CLOEXEC = 0o2000000

/** asm-generic/errno-base.h and errno.h: what reading a pseudo-file of the kernel answers. */
export const errno = {
  noEntry: 2,
  io: 5,
  access: 13,
  noDevice: 19,
  tableFull: 23,
  tooMany: 24,
  notSupported: 95,
} as const

/** @returns a descriptor, or the negative errno: a file that is not there is no exception here, but an everyday answer */
export const openToRead = (path: string): number => {
  const c = libc()
  const fd = c.open(path, O_RDONLY | O_CLOEXEC)
  return fd < 0 ? -c.errno() : fd
}

/** Reads from the beginning, wherever an earlier read ended. @returns bytes read, or the negative errno */
export const readFromStart = (fd: number, bytes: Uint8Array): number => {
  const c = libc()
  const length = c.pread(fd, bytes, bytes.length, 0)
  return length < 0 ? -c.errno() : length
}

export const closeDescriptor = (fd: number): void => {
  libc().close(fd)
}
