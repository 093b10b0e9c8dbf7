import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { runsProgram } from './marked-processes.ts'
import { explainSpawnError } from './missing-program.ts'
import type { Run } from './run.ts'
import { pathOf } from './space.ts'

/**
 * Starts a process that sleeps, by a command that at last executes `sleep infinity` itself, and waits until it does. Returns its pid.
 * Detached: a Ctrl-C at the terminal must not reach it before its owner has heard of it.
 */
export const startSleeper = async (run: Run, argv: readonly string[]): Promise<number> => {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { env: run.environment, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const stderr: Buffer[] = []
  const failures: Error[] = []
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  child.on('error', (error) => failures.push(explainSpawnError(program, error)))
  child.on('close', () => failures.push(new Error(`The lab's sleeper ended: ${Buffer.concat(stderr)}`)))
  for (;;) {
    if (failures[0]) throw failures[0]
    if (child.pid !== undefined && runsProgram(child.pid, 'sleep')) {
      child.stderr.destroy()
      child.unref()
      return child.pid
    }
    await delay(2)
  }
}

/** A process that sleeps in a named namespace. */
export const sleepIn = (run: Run, netns: string): Promise<number> =>
  startSleeper(run, ['nsenter', `--net=${pathOf(netns)}`, '--', 'sleep', 'infinity'])
