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

/**
 * @param keep whether files that were read once stay open, each with a descriptor; reading them again costs a third then
 * @returns null if the directory is not there
 */
export const openDirectory = (path: string, keep: boolean): Directory | null => {
  const c = libc()
  const directory = c.open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)
  if (directory < 0) return null
  const files = new Map<string, number>()
  const readOne = (name: string): string | null => {
    const fd = files.get(name) ?? c.openat(directory, name, O_RDONLY | O_CLOEXEC)
    if (fd < 0) return null
    const text = readStart(fd)
    if (keep) files.set(name, fd)
    else c.close(fd)
    return text
  }
  const close = (): void => {
    for (const fd of [directory, ...files.values()]) c.close(fd)
  }
  return { read: (names) => names.map(readOne), [Symbol.dispose]: close }
}

const readStart = (fd: number): string | null => {
  const length = libc().pread(fd, content, content.length, 0)
  return length < 0 ? null : content.toString('latin1', 0, length)
}
