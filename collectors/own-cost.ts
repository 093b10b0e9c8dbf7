import { statSync } from 'node:fs'
import type { KernelReader } from './kernel.ts'
import type { Usage } from './usage-record.ts'

/** What this process has cost until now. The size of `/proc/self/fd` is the number of open files (Linux 6.2; before, 0). */
export const ownCost = ({
  events,
  missedChanges,
}: Pick<KernelReader, 'events' | 'missedChanges'>): Usage['collector'] => {
  const { user, system } = process.cpuUsage()
  const openFiles = statSync('/proc/self/fd').size
  return {
    cpuMicroseconds: user + system,
    residentBytes: process.memoryUsage.rss(),
    ...(openFiles === 0 ? {} : { openFiles }),
    ...(events === null ? {} : { events: { heard: events.heard, overruns: events.overruns, missed: missedChanges } }),
  }
}
