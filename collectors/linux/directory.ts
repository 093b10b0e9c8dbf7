import { libc } from './libc.ts'

/** asm-generic/fcntl.h */
const O_RDONLY = 0
const O_DIRECTORY = 0o200000
const O_CLOEXEC = 0o2000000
const O_PATH = 0o10000000

/** No pseudo-file that is read this way is longer. */
const content = Buffer.alloc(4096)

/**
 * Reads files below a directory, which is looked up once.
 * That matters below /proc/sys/net: the directories of all namespaces share one name in the kernel's cache, and finding
 * this namespace's takes longer the more there are (40 µs among 1,000), for every path that goes through it.
 * @returns a text for each name, null for a file that is not there; null if the directory is not there
 */
export const readBelow = (path: string, names: readonly string[]): (string | null)[] | null => {
  const c = libc()
  const directory = c.open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)
  if (directory < 0) return null
  const texts = names.map((name) => readAt(directory, name))
  c.close(directory)
  return texts
}

const readAt = (directory: number, name: string): string | null => {
  const c = libc()
  const fd = c.openat(directory, name, O_RDONLY | O_CLOEXEC)
  if (fd < 0) return null
  const length = c.read(fd, content, content.length)
  c.close(fd)
  return length < 0 ? null : content.toString('latin1', 0, length)
}
