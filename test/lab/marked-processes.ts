import { readdirSync, readFileSync } from 'node:fs'
import { processStartTime } from './process-start-time.ts'
import { environmentMark } from './run.ts'

/**
 * The living processes that carry a run's mark in their environment: everything that the lab started, and its descendants
 * (dockerd, containerd, shims, proxies). Zombies have no environment. Pid reuse cannot deceive it.
 */
export const markedProcesses = (runId: string): readonly number[] => {
  const mark = `${environmentMark(runId)}\0`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && `\0${contentOf(`/proc/${pid}/environ`)}`.includes(`\0${mark}`))
}

/** Whether a living process runs this program (`/proc/PID/comm`, cut at 15 bytes; a zombie keeps its name). */
export const runsProgram = (pid: number, program: string): boolean =>
  contentOf(`/proc/${pid}/comm`).trimEnd() === program && processStartTime(pid) !== undefined

const contentOf = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
