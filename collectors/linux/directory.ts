import { libc } from './libc.ts'

/** asm-generic/fcntl.h */
const O_RDONLY = 0
const O_DIRECTORY = 0o200000
const O_CLOEXEC = 0o2000000
const O_PATH = 0o10000000

/** No pseudo-file that is read this way is longer. */
const content = Buffer.alloc(4096)

/** A directory that was looked up once, and whose files are read from there. */
export interface Directory extends Disposable {
  /** A text for each name, null for a file that is not there. */
  readonly read: (names: readonly string[]) => (string | null)[]
}

/** @returns null if the directory is not there */
export const openDirectory = (path: string): Directory | null => {
  const c = libc()
  const fd = c.open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)
  if (fd < 0) return null
  return { read: (names) => names.map((name) => readAt(fd, name)), [Symbol.dispose]: () => void c.close(fd) }
}

const readAt = (directory: number, name: string): string | null => {
  const c = libc()
  const fd = c.openat(directory, name, O_RDONLY | O_CLOEXEC)
  if (fd < 0) return null
  const length = c.read(fd, content, content.length)
  c.close(fd)
  return length < 0 ? null : content.toString('latin1', 0, length)
}
