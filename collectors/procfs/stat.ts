/**
 * Start of a process in clock ticks since boot: field 22 of `/proc/PID/stat` (proc_pid_stat(5)). The command name in field 2 is
 * chosen by the process and may hold anything, parentheses too: fields are counted from the last one. 0 if malformed.
 */
export const startTicks = (stat: string): number => {
  const afterCommand = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(afterCommand[22 - 3] ?? 0) || 0
}

/** Boot time of the machine in seconds since 1970, from `/proc/stat` (`btime`); null where it is not told. */
export const bootTimeSeconds = (stat: string): number | null => {
  const seconds = /^btime (\d+)$/m.exec(stat)?.[1]
  return seconds === undefined ? null : Number(seconds)
}
