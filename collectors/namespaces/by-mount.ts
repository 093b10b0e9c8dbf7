import { statSync } from 'node:fs'
import { namespaceMounts } from '../procfs/mountinfo.ts'
import { fsErrorCode, readLink, readText } from '../procfs/read.ts'
import type { Candidate } from './candidate.ts'
import { openExpected } from './open.ts'
import type { SeenProcess } from './processes.ts'

/** Namespaces that are bind-mounted in any mount namespace, one process of each being asked. */
export const namespacesOfMounts = (proc: string, processes: readonly SeenProcess[]): Candidate[] => {
  const asked = new Set<string>()
  return processes.flatMap(({ pid }) => {
    const mountNamespace = readLink(`${proc}/${pid}/ns/mnt`)
    if (mountNamespace.code !== undefined || asked.has(mountNamespace.value)) return []
    asked.add(mountNamespace.value)
    const mountinfo = readText(`${proc}/${pid}/mountinfo`)
    if (mountinfo.code !== undefined) return []
    return namespaceMounts(mountinfo.value).map(({ inode, mountPoint }): Candidate => {
      const path = `${proc}/${pid}/root${mountPoint}`
      return {
        holder: 'mount',
        inode,
        pids: [],
        open: () => (leadsTo(path, inode) ? openExpected([path], inode) : null),
      }
    })
  })
}

/**
 * Symbolic links below `/proc/PID/root` lead out of it, into our own root. So nothing is opened before it is known to be
 * the namespace: opening a device or a FIFO would have effects.
 */
const leadsTo = (path: string, inode: number): boolean => {
  try {
    return statSync(path).ino === inode
  } catch (error) {
    fsErrorCode(error)
    return false
  }
}
