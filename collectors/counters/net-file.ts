import { closeSync, openSync, readSync } from 'node:fs'
import { fsErrorCode } from '../procfs/read.ts'

/** `netstat` has 4 KiB, and a line of `stat/nf_conntrack` 160 bytes for every processor. */
const buffer = Buffer.alloc(256 * 1024)

/**
 * A file of `/proc/PID/net`, which shows the namespace of that process; null where it cannot be read: the process is gone, or
 * this kernel has no such file. Nothing of it stays open, as that would keep the namespace.
 */
export const readNetFile = (proc: string, pid: number, name: string): string | null => {
  try {
    const fd = openSync(`${proc}/${pid}/net/${name}`, 'r')
    try {
      return buffer.toString('latin1', 0, readAll(fd))
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    fsErrorCode(error)
    return null
  }
}

/** One read gives no more than some lines where the kernel writes line by line. */
const readAll = (fd: number): number => {
  for (let length = 0; ; ) {
    const more = readSync(fd, buffer, length, buffer.length - length, null)
    length += more
    if (more === 0) return length
  }
}
