import { readNames, readText } from '../procfs/read.ts'
import type { ContainerProcesses } from './record.ts'

type Tasks = NonNullable<ContainerProcesses['tasks']>
type TaskState = keyof Tasks

/** Each takes about 7 µs, and nothing else runs meanwhile. */
const mostThreads = 4_000

/**
 * Letters of fs/proc/array.c, task_state_array; `t` is stopped by a debugger. Left out: zombies (`Z`, `X`) run no more,
 * and kernel threads (`I`, `P`) are in no container.
 */
const states: { readonly [letter: string]: TaskState } = {
  R: 'running',
  S: 'sleeping',
  D: 'uninterruptible',
  T: 'stopped',
  t: 'stopped',
}

/**
 * State (field 3) and number of threads of its process (field 20) in a `/proc/PID/task/TID/stat` (proc_pid_stat(5)). The
 * command in field 2 is chosen by the process and may hold parentheses: fields are counted from the last one.
 */
const threadOf = (stat: string): { readonly state: TaskState | undefined; readonly threads: number } => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: states[fields[3 - 3] ?? ''], threads: Number(fields[20 - 3] ?? 0) }
}

/** The threads of all processes by state; null when there are too many. Those that end meanwhile count for nothing. */
export const readTasks = (proc: string, pids: readonly number[]): Tasks | null => {
  const tasks = { sleeping: 0, running: 0, stopped: 0, uninterruptible: 0 }
  let seen = 0
  /** Returns the number of threads of its process. */
  const countThread = (pid: number, tid: number | string): number => {
    const stat = readText(`${proc}/${pid}/task/${tid}/stat`)
    if (stat.code !== undefined) return 0
    const { state, threads } = threadOf(stat.value)
    if (state !== undefined) tasks[state] += 1
    seen += 1
    return threads
  }
  for (const pid of pids) {
    if (seen >= mostThreads) return null
    // The first thread bears the id of the process. Most processes have no other, and then there is nothing to list.
    if (countThread(pid, pid) < 2) continue
    const others = readNames(`${proc}/${pid}/task`)
    if (others.code !== undefined) continue
    if (seen + others.value.length > mostThreads) return null
    for (const tid of others.value) if (tid !== String(pid)) countThread(pid, tid)
  }
  return tasks
}
