import { type ChildProcess, execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Space } from '../lab/lab.ts'
import { runDirectory } from '../lab/run.ts'

const source = fileURLToPath(new URL('peer.c', import.meta.url))

/** Builds the program that makes sockets as its arguments say (peer.c); it goes with the lab. */
export const buildSocketPeer = (runId: string): string => {
  const program = `${runDirectory(runId)}/socket-peer`
  execFileSync('gcc', ['-o', program, source])
  return program
}

/** Starts it inside a namespace, and waits until its sockets are there. It ends with the lab. */
export const startSocketPeer = async (
  space: Space,
  argv: readonly string[],
): Promise<ChildProcess & { pid: number }> => {
  const child = space.start(argv)
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the peer ended with ${code}: ${errors}`)))
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the peer has no pid')
  return Object.assign(child, { pid })
}
