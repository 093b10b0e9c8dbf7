import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hasCode } from './error-code.ts'
import { processStartTime } from './process-start-time.ts'

/**
 * One run of the lab: what every namespace, process, cgroup and folder that it makes is recognized by.
 * `environment` is what its processes get: no proxies, and a variable that names the run.
 */
export type Run = {
  readonly id: string
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
}

const base = '/run/netloupe-lab'
const marker = 'NETLOUPE_LAB'

/** The variable that marks the processes of a run, as it stands in `/proc/PID/environ`. */
export const environmentMark = (id: string): string => `${marker}=${id}`

/** The same for the environment of a process that is to end with the run. */
export const marked = (id: string): Readonly<Record<string, string>> => ({ [marker]: id })

export const runDirectory = (id: string): string => `${base}/${id}`

export const environmentOf = (id: string): Readonly<Record<string, string>> => ({
  PATH: process.env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: runDirectory(id),
  LC_ALL: 'C',
  ...marked(id),
})

/**
 * Takes a run id that nobody has: `nl`, the process id in base 36, a counter. The folder appears under its name only
 * together with the owner's identity (rename is atomic), so a sweeper never sees a run without an owner.
 */
export const claimRun = (): Run => {
  const owner = { pid: process.pid, startTime: processStartTime(process.pid) }
  for (let counter = 0; ; counter++) {
    const id = `nl${process.pid.toString(36)}${counter.toString(36)}`
    let draft = ''
    try {
      mkdirSync(base, { recursive: true })
      draft = mkdtempSync(`${base}/.${owner.pid}-${owner.startTime}-`)
      writeFileSync(`${draft}/owner.json`, JSON.stringify(owner))
      renameSync(draft, runDirectory(id))
      return { id, directory: runDirectory(id), environment: environmentOf(id) }
    } catch (error) {
      if (draft !== '') rmSync(draft, { recursive: true, force: true })
      // ENOTEMPTY: the name is taken. ENOENT: another run, the last one, removed the base folder meanwhile.
      if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error
    }
  }
}

/** The ids of the runs whose owner no longer lives. Pids are reused: an owner is its pid and its start time. */
export const deadRuns = (): readonly string[] => entries().filter((name) => !isAlive(name))

const entries = (): readonly string[] => {
  try {
    return readdirSync(base)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

const isAlive = (name: string): boolean => {
  const draft = /^\.(\d+)-(\d+)-/.exec(name)
  if (draft) return processStartTime(Number(draft[1])) === draft[2]
  try {
    const owner: unknown = JSON.parse(readFileSync(`${runDirectory(name)}/owner.json`, 'utf8'))
    return isOwner(owner) && processStartTime(owner.pid) === owner.startTime
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return false
    throw error
  }
}

const isOwner = (value: unknown): value is { pid: number; startTime: string } =>
  typeof value === 'object' && value !== null && 'pid' in value && 'startTime' in value && typeof value.pid === 'number'
