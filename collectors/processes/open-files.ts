import { statSync } from 'node:fs'
import { fsErrorCode, readLink, readNames, readText } from '../procfs/read.ts'
import { parseCount } from '../wire/count.ts'
import type { Count } from '../wire/shape.ts'
import type { ContainerProcesses } from './record.ts'

/** Each takes 2 to 3 µs, and nothing else runs meanwhile: a container with more open files does not get its sockets counted. */
const mostLinks = 10_000

/**
 * Open files of all processes together, and how many of them are sockets; a file that two processes share counts twice.
 * Absent where one of them may not be looked into (CAP_SYS_PTRACE): a sum without it would be wrong.
 */
export const readOpenFiles = (
  proc: string,
  pids: readonly number[],
): Pick<ContainerProcesses, 'openFiles' | 'openSockets'> => {
  let openFiles = 0
  let openSockets: number | null = 0
  for (const pid of pids) {
    const folder = `${proc}/${pid}/fd`
    const size = sizeOf(folder)
    if (openFiles + size > mostLinks) openSockets = null
    if (openSockets === null && size > 0) {
      openFiles += size
      continue
    }
    const names = readNames(folder)
    if (names.code !== undefined && isGone(names.code)) continue
    if (names.code !== undefined) return {}
    openFiles += names.value.length
    const sockets: number | null = openFiles > mostLinks ? null : socketsIn(folder, names.value)
    openSockets = openSockets === null || sockets === null ? null : openSockets + sockets
  }
  return { openFiles, ...(openSockets === null ? {} : { openSockets }) }
}

/** A process that has ended is not there, or has no descriptors any more. */
const isGone = (code: string): boolean => code === 'ENOENT' || code === 'ESRCH'

/** Since 6.2 the folder's size is the number of open files (Documentation/filesystems/proc.rst); 0 before. */
const sizeOf = (folder: string): number => {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.size ?? 0
  } catch (error) {
    fsErrorCode(error)
    return 0
  }
}

/** `socket:[1234]`; null where a link may not be read, which needs more rights than to list it. */
const socketsIn = (folder: string, names: readonly string[]): number | null => {
  let sockets = 0
  for (const name of names) {
    const link = readLink(`${folder}/${name}`)
    if (link.code === undefined) sockets += link.value.startsWith('socket:') ? 1 : 0
    else if (!isGone(link.code)) return null
  }
  return sockets
}

/** The soft limit in `/proc/PID/limits`; null where it is unlimited or cannot be read. */
export const readOpenFilesLimit = (proc: string, pid: number): Count | null => {
  const limits = readText(`${proc}/${pid}/limits`)
  return limits.code === undefined ? parseCount(/^Max open files +(\d+) /m.exec(limits.value)?.[1]) : null
}
