import { readFileSync } from 'node:fs'

/**
 * When a process started, in clock ticks since boot (field 22 of `/proc/PID/stat`), as text; undefined when no such process lives.
 * A zombie does not live. The command name before it may hold spaces and parentheses, hence the search from the end.
 */
export const processStartTime = (pid: number): string | undefined => {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' || state === 'X' ? undefined : rest[18]
}
