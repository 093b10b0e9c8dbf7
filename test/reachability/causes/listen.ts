import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Run } from '../../lab/run.ts'

const program = fileURLToPath(new URL('listen-main.ts', import.meta.url))

/** A program of this machine that listens in a namespace; it ends with the lab. `tcp 0.0.0.0 80`, `tcp :: 81 v6only`, `udp 0.0.0.0 53`. */
export const listenIn = async (run: Run, path: string, listeners: readonly string[]): Promise<ChildProcess> => {
  const child = spawn('nsenter', [`--net=${path}`, '--', process.execPath, program, ...listeners], {
    env: run.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error(`nobody listens on ${listeners.join(', ')}`)
    }),
  ])
  return child
}
