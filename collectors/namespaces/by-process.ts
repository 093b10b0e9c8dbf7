import type { Candidate } from './candidate.ts'
import { openExpected } from './open.ts'
import type { SeenProcess } from './processes.ts'

/** How many of a namespace's processes are tried before it counts as gone. */
const tries = 16

/** One candidate for each namespace that a process is in. */
export const namespacesOfProcesses = (proc: string, processes: readonly SeenProcess[]): Candidate[] => {
  const pidsByInode = Map.groupBy(processes, (process) => process.inode)
  return [...pidsByInode].map(([inode, group]) => {
    const pids = group.map((process) => process.pid)
    const paths = pids.slice(0, tries).map((pid) => `${proc}/${pid}/ns/net`)
    return { holder: 'process', inode, pids, open: () => openExpected(paths, inode) }
  })
}
