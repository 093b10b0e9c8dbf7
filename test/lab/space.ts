import { type ChildProcess, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { type ExecuteOptions, execute, type Finished } from './execute.ts'
import type { Run } from './run.ts'

export type SpaceOptions = Partial<Pick<ExecuteOptions, 'input' | 'timeoutMs'>>

/** A named network namespace of the lab. */
export type Space = {
  readonly run: Run
  /** Its name under `/run/netns`: the run's id, the host's name, the container's name. */
  readonly netns: string
  /** `/run/netns/NAME`. */
  readonly path: string
  /** What `lsns` and `/proc/PID/ns/net` show. */
  readonly inode: number
  /** Runs a program inside the namespace to its end. */
  exec(argv: readonly string[], options?: SpaceOptions): Promise<Finished>
  /** Starts a program inside the namespace and leaves it running (a server); it ends with the lab. All three standard streams are pipes. */
  start(argv: readonly string[]): ChildProcess
}

export const spaceName = (run: Run, ...names: readonly string[]): string => {
  const bad = names.find((name) => !/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name))
  if (bad !== undefined)
    throw new Error(`A name in the lab has letters, digits, "_", "." and "-" only, not ${JSON.stringify(bad)}.`)
  return [run.id, ...names].join('-')
}

export const pathOf = (netns: string): string => `/run/netns/${netns}`

/** Makes named, empty namespaces, all with one `ip`. */
export const createNamespaces = async (run: Run, names: readonly string[]): Promise<void> => {
  const input = names.map((name) => `netns add ${name}\n`).join('')
  const { status, stderr } = await execute(['ip', '-batch', '-'], { input, environment: run.environment })
  if (status !== 0) throw new Error(`The lab could not make network namespaces: ${stderr.trim()}`)
}

/** The handle of a namespace that exists. */
export const openSpace = (run: Run, netns: string): Space => {
  const path = pathOf(netns)
  const inside = (argv: readonly string[]): readonly string[] => ['nsenter', `--net=${path}`, '--', ...argv]
  return {
    run,
    netns,
    path,
    inode: statSync(path).ino,
    exec: (argv, options = {}) => execute(inside(argv), { ...options, environment: run.environment }),
    start: (argv) => spawn('nsenter', inside(argv).slice(1), { env: run.environment, detached: true }),
  }
}
