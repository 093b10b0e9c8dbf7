import { execFileSync } from 'node:child_process'
import { preparations } from './rules/rule-line.ts'

/** A network namespace for one test or one recording, with the sets of `preparations`. */
export interface ScratchNamespace extends Disposable {
  readonly path: string
  /** Runs a program inside and answers what it prints. @throws with what the program said */
  readonly run: (argv: readonly string[], input?: string | Uint8Array) => string
}

let counter = 0

export const scratchNamespace = (): ScratchNamespace => {
  const name = `nlx${process.pid}-${counter++}`
  const path = `/run/netns/${name}`
  const run: ScratchNamespace['run'] = (argv, input = '') => {
    const [program = '', ...args] = ['nsenter', `--net=${path}`, '--', ...argv]
    return execFileSync(program, args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] })
  }
  const remove = (): void => void execFileSync('ip', ['netns', 'del', name])
  execFileSync('ip', ['netns', 'add', name])
  try {
    for (const argv of preparations) run(argv)
  } catch (error) {
    remove()
    throw error
  }
  return { path, run, [Symbol.dispose]: remove }
}
