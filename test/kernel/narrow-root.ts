import { mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { markedProcesses } from '../lab/marked-processes.ts'
import { runDirectory } from '../lab/run.ts'

/**
 * A root folder (as for `--root`) in which one run of the lab is alone with our own namespace: its processes and its named
 * namespaces, as links to the real ones. What is asked about one lab is then as quick on a machine with a thousand others.
 * @param pids the processes that are in it
 */
export const narrowRoot = (runId: string, pids = markedProcesses(runId)): string => {
  const root = mkdtempSync(join(runDirectory(runId), 'root-'))
  const link = (from: string, name: string): void => symlinkSync(join(from, name), join(root, from, name))
  for (const folder of ['proc', 'run/netns']) mkdirSync(join(root, folder), { recursive: true })
  for (const name of ['sys', 'stat', ...pids.map(String)]) link('/proc', name)
  for (const name of readdirSync('/run/netns')) if (name.startsWith(`${runId}-`)) link('/run/netns', name)
  return root
}

/** The same, with what counters are read of beside processes: the machine's files and cgroups. */
export const narrowMachine = (runId: string, pids?: readonly number[]): string => {
  const root = narrowRoot(runId, pids)
  for (const name of ['proc/self', 'proc/meminfo', 'proc/loadavg', 'proc/diskstats', 'sys'])
    symlinkSync(join('/', name), join(root, name))
  return root
}
