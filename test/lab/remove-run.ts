import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { cgroupProcesses, removeCgroups } from './cgroup-trees.ts'
import { hasCode } from './error-code.ts'
import { markedProcesses, runsProgram } from './marked-processes.ts'
import { pauseUntil } from './pause.ts'
import { environmentOf, runDirectory } from './run.ts'

/**
 * Removes everything that a run made: daemons, processes, cgroups, namespaces, mounts, folder. Synchronous (it also runs while the
 * process exits), may be called again at any time, and works from what it finds, so it also serves for a run whose owner was killed.
 * Returns what it could not remove, a line each.
 */
export const removeRun = (runId: string): readonly string[] => {
  stopDaemons(runId)
  const processes = killProcesses(runId)
  const cgroups = pauseUntil(() => removeCgroups(runId), 2000) ? [] : [`cgroups named ${runId}`]
  const namespaces = removeNamespaces(runId)
  const left = [...processes, ...cgroups, ...namespaces, ...removeMounts(runId)]
  // The folder goes last: as long as it is there, a sweep tries again.
  return left.length === 0 ? removeDirectory(runId) : left
}

/** dockerd stops its containers first, but grants each of them ten seconds; they are killed as soon as it has begun. */
const stopDaemons = (runId: string): void => {
  const daemons = markedProcesses(runId).filter((pid) => runsProgram(pid, 'dockerd'))
  for (const pid of daemons) signal(pid, 'SIGTERM')
  const deadline = performance.now() + 200
  pauseUntil(() => {
    const living = daemons.filter((pid) => runsProgram(pid, 'dockerd'))
    if (performance.now() > deadline) for (const pid of cgroupProcesses(runId)) signal(pid, 'SIGKILL')
    return living.length === 0
  }, 15_000)
}

const killProcesses = (runId: string): readonly string[] => {
  let living: readonly number[] = []
  pauseUntil(() => {
    living = [...markedProcesses(runId), ...cgroupProcesses(runId)]
    for (const pid of living) signal(pid, 'SIGKILL')
    return living.length === 0
  }, 5000)
  return living.map((pid) => `process ${pid}`)
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error
  }
}

const removeNamespaces = (runId: string): readonly string[] => {
  const names = namespacesOf(runId)
  if (names.length === 0) return []
  const input = names.map((name) => `netns del ${name}\n`).join('')
  spawnSync('ip', ['-force', '-batch', '-'], { input, env: environmentOf(runId), stdio: ['pipe', 'ignore', 'ignore'] })
  // A file that never became a mount (the run died in between) is not a namespace for `ip`.
  for (const name of namespacesOf(runId)) rmSync(`/run/netns/${name}`, { force: true })
  return namespacesOf(runId).map((name) => `network namespace ${name}`)
}

const namespacesOf = (runId: string): readonly string[] => {
  try {
    return readdirSync('/run/netns').filter((name) => name.startsWith(`${runId}-`))
  } catch {
    return []
  }
}

const removeMounts = (runId: string): readonly string[] => {
  for (const path of mountsOf(runId)) spawnSync('umount', ['--lazy', path], { stdio: 'ignore' })
  return mountsOf(runId).map((path) => `mount ${path}`)
}

/** Mounts below the run's folder, the innermost first. A path in mountinfo has its blanks as `\040`; ours have none. */
const mountsOf = (runId: string): readonly string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => path.startsWith(`${runDirectory(runId)}/`))
    .reverse()

const removeDirectory = (runId: string): readonly string[] => {
  const directory = runDirectory(runId)
  try {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  } catch (error) {
    return [`folder ${directory}: ${String(error)}`]
  }
  try {
    rmdirSync(dirname(directory))
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'ENOENT')) throw error
  }
  return []
}
