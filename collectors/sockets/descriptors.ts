import { statSync } from 'node:fs'
import { fsErrorCode, readNames } from '../procfs/read.ts'

/** Of a process with more, only the lowest are looked at: listening sockets are made before the connections to them. */
const mostOfOne = 10_000

/**
 * The descriptors of a process, by their names in `/proc/PID/fd`; none of one that has gone, null of one that may not be
 * looked into.
 */
export const descriptorsOf = (folder: string): readonly string[] | null => {
  if (sizeOf(folder) > mostOfOne) return Array.from({ length: mostOfOne }, (_, number) => String(number))
  const names = readNames(folder)
  if (names.code === undefined) return names.value
  return names.code === 'EACCES' || names.code === 'EPERM' ? null : []
}

/** Since 6.2 the folder's size is the number of open files (Documentation/filesystems/proc.rst); 0 before. */
const sizeOf = (folder: string): number => {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.size ?? 0
  } catch (error) {
    fsErrorCode(error)
    return 0
  }
}
