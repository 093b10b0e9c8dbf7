import { count, type Infer, integer, optional, record, text } from '../wire/shape.ts'

/** What the processes of one container have, from `/proc/PID`; a part that was not asked for is absent. */
export const containerProcessesShape = record({
  container: text,
  /** All in its cgroup and below. */
  processes: integer,
  /** Absent also where a process may not be looked into. */
  openFiles: optional(integer),
  /** Absent also when there are too many open files to look at each. */
  openSockets: optional(integer),
  /** Soft limit of open files of the first process; absent: unlimited. */
  openFilesLimit: optional(count),
  /**
   * Threads by state; absent also when there are too many to look at each. Those that wait for a block device are among
   * the uninterruptible: procfs does not tell them apart (`in_iowait`, which cgroupstats counts, is not shown).
   */
  tasks: optional(
    record({
      sleeping: integer,
      running: integer,
      /** By a signal or a debugger. */
      stopped: integer,
      uninterruptible: integer,
    }),
  ),
})

export type ContainerProcesses = Infer<typeof containerProcessesShape>
