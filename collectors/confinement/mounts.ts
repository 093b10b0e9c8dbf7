import { type Mount, parseMounts } from '../procfs/mounts.ts'
import { readBeginning } from '../procfs/read.ts'
import type { ConfinedMount } from './record.ts'

/** Bytes: whoever may mount in a container decides how long its list is. A usual one has 5,000. */
const longest = 256 * 1024

/** Where the host has each directory of each filesystem. */
export type HostPathOf = (mount: Mount) => string | undefined

/** The mounts of a process, and which of them the host has as well; null where they cannot be read. */
export const readConfinedMounts = (proc: string, pid: number, hostPathOf: HostPathOf): ConfinedMount[] | null => {
  const mountinfo = readBeginning(`${proc}/${pid}/mountinfo`, longest)
  if (mountinfo.code !== undefined) return null
  const wholeLines = mountinfo.value.slice(0, mountinfo.value.lastIndexOf('\n') + 1)
  return parseMounts(wholeLines).map((mount) => {
    const { root, mountPoint, type, source, shared } = mount
    const hostPath = hostPathOf(mount)
    return {
      device: deviceOf(mount),
      root,
      mountPoint,
      type,
      source,
      writable: isWritable(mount),
      shared,
      ...(hostPath === undefined ? {} : { hostPath }),
    }
  })
}

const isWritable = ({ mountOptions, options }: Mount): boolean =>
  [mountOptions, options].every((words) => !words.split(',').includes('ro'))

const deviceOf = ({ major, minor }: Mount): string => `${major}:${minor}`

/**
 * Finds the path that a mounted directory has on the host: below the mount of the same filesystem whose own root is the longest
 * above it. A pseudo-filesystem that a container has for itself (its `/proc`, a tmpfs) is another filesystem than the host's.
 */
export const hostPathFinder = (hostMounts: readonly Mount[]): HostPathOf => {
  const byDevice = Map.groupBy(hostMounts, deviceOf)
  return (mount) => {
    const { root } = mount
    let found: Mount | undefined
    for (const candidate of byDevice.get(deviceOf(mount)) ?? [])
      if (isBelow(root, candidate.root) && candidate.root.length > (found?.root.length ?? -1)) found = candidate
    if (found === undefined) return undefined
    const below = found.root === '/' ? root : root.slice(found.root.length)
    return `${found.mountPoint === '/' ? '' : found.mountPoint}${below === '/' ? '' : below}` || '/'
  }
}

const isBelow = (path: string, folder: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`)
