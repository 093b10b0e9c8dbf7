import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { explainSpawnError } from './missing-program.ts'

export type Finished = { readonly stdout: string; readonly stderr: string; readonly status: number }

export type ExecuteOptions = {
  readonly environment: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array | undefined
  /** The program is killed after this time. Default 30,000. */
  readonly timeoutMs?: number | undefined
}

/** Runs a program to its end. A status other than 0 is no error; 128 + signal when it died of one. Throws when it is not installed. */
export const execute = (argv: readonly string[], options: ExecuteOptions): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const [program = '', ...args] = argv
    const child = spawn(program, args, {
      env: options.environment,
      timeout: options.timeoutMs ?? 30_000,
      killSignal: 'SIGKILL',
    })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', (error) => reject(explainSpawnError(program, error)))
    child.on('close', (code, signal) =>
      resolve({
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
        status: code ?? 128 + (signal ? constants.signals[signal] : 0),
      }),
    )
    // A program may end without reading its input: its status says what is wrong, not EPIPE.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input)
  })
