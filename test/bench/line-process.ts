import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A process that answers each line with one line of JSON. */
export interface LineProcess extends Disposable {
  readonly ask: (line: string) => Promise<unknown>
}

/** Starts a measured process. Its standard error is ours. */
export const startLineProcess = (program: string, args: readonly string[]): LineProcess => {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<never>((_, reject) => {
    child.on('error', reject)
    child.on('close', (status) => reject(new Error(`${program} ended with status ${status} while it was measured.`)))
  })
  ended.catch(() => {})
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    ask: async (line) => {
      child.stdin.write(`${line}\n`)
      const { value } = await Promise.race([answers.next(), ended])
      return JSON.parse(value ?? 'null')
    },
    [Symbol.dispose]: () => child.stdin.end(),
  }
}
