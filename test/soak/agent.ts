import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkoutRoot } from '../commands/checkout.ts'
import { shellEnvironment } from '../commands/run-command.ts'

/** An agent that is started again when it is killed, as a service manager does. */
export interface Service extends AsyncDisposable {
  readonly url: string
  /** Of its processes now; 0 for one that is not there. */
  readonly collector: () => number
  readonly server: () => number
  /** What all its lives printed. */
  readonly said: () => string
  /** Whether it ended although nobody killed it. */
  readonly hasFailed: () => boolean
  /** Kills the collector, and so the agent, and starts another, which is not ready yet. */
  readonly killAgent: () => Promise<void>
  readonly ready: () => Promise<void>
}

/** How long an agent may take to be ready on a very busy machine, in milliseconds. */
const patienceMs = 120_000

/** @param environment beside that of a user's shell */
export const startService = async (words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Service> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let said = ''
  const state = { hasFailed: false, isKilled: false }
  const start = (): ChildProcess => {
    const started = spawn('./netloupe', ['agent', '--listen', `127.0.0.1:${port}`, ...words], {
      cwd: checkoutRoot,
      env: { ...shellEnvironment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (data) => (said += data))
    started.once('exit', () => (state.hasFailed ||= !state.isKilled))
    return started
  }
  let child = start()
  const ready = async (): Promise<void> => {
    const deadline = performance.now() + patienceMs
    while ((await statusOf(`${url}/readyz`)) !== 200) {
      if (performance.now() > deadline || state.hasFailed) throw new Error(`The agent does not get ready: ${said}`)
      await sleep(50)
    }
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    state.isKilled = true
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }
  await ready()
  return {
    url,
    ready,
    collector: () => child.pid ?? 0,
    server: () => childrenOf(child.pid ?? 0)[0] ?? 0,
    said: () => said,
    hasFailed: () => state.hasFailed,
    killAgent: async () => {
      const server = childrenOf(child.pid ?? 0)
      await end('SIGKILL')
      // Its server ends by itself, and leaves the port to the next.
      while (server.some(isThere)) await sleep(10)
      state.isKilled = false
      child = start()
    },
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
}

const statusOf = async (url: string): Promise<number> => (await fetch(url).catch(() => null))?.status ?? 0

const isThere = (pid: number): boolean => readdirSync('/proc').includes(`${pid}`)

const childrenOf = (pid: number): readonly number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** A port that nobody listens on now. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free.')
  return address.port
}
