import { existsSync } from 'node:fs'
import { readOpenFiles, readOpenFilesLimit } from './open-files.ts'
import type { ContainerProcesses } from './record.ts'
import { readTasks } from './tasks.ts'

/** The parts that cost a call for every file or thread. */
export interface WantedOfProcesses {
  readonly openFiles: boolean
  readonly tasks: boolean
}

/**
 * What the processes of one container have. Those that have ended since they were listed count for nothing; with all of
 * them gone, `processes` is 0 and the rest absent.
 * @param pids in its cgroup and below, the first process first
 */
export const readContainerProcesses = (
  proc: string,
  container: string,
  pids: readonly number[],
  wanted: WantedOfProcesses,
): ContainerProcesses => {
  const alive = pids.filter((pid) => existsSync(`${proc}/${pid}`))
  const [first] = alive
  const counted = { container, processes: alive.length }
  if (first === undefined) return counted
  const limit = wanted.openFiles ? readOpenFilesLimit(proc, first) : null
  const tasks = wanted.tasks ? readTasks(proc, alive) : null
  return {
    ...counted,
    ...(wanted.openFiles ? readOpenFiles(proc, alive) : {}),
    ...(limit === null ? {} : { openFilesLimit: limit }),
    ...(tasks === null ? {} : { tasks }),
  }
}
