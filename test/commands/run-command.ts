import { spawnSync } from 'node:child_process'

export interface CommandResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly tookMs: number
}

/** The environment of a user's shell: without what `npm test` and vitest added to ours. */
export const shellEnvironment = (): NodeJS.ProcessEnv => {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|vitest|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$)/i.test(name),
  )
  const path = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.endsWith('/node_modules/.bin'))
  return { ...Object.fromEntries(kept), PATH: path.join(':') }
}

/** Runs a program to its end. `env` is added to a user's environment. */
export const runCommand = (
  argv: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): CommandResult => {
  const [file, ...args] = argv
  const startedAt = performance.now()
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    cwd: options.cwd,
    env: { ...shellEnvironment(), ...options.env },
    encoding: 'utf8',
    timeout: 150_000,
    maxBuffer: 1024 ** 3,
  })
  if (error !== undefined) throw error
  return { status, stdout, stderr, tookMs: performance.now() - startedAt }
}
