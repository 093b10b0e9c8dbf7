import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { ListenAddress, ToCollector, ToServer } from './protocol.ts'

/** How the server is to serve. */
export interface ServerSettings {
  readonly listen: ListenAddress
  /** Further names by which it is reached. */
  readonly hostNames: readonly string[]
}

/** What the parent wants to hear of its server. */
export interface ServerEvents {
  readonly onListening: (url: string) => void
  readonly onWarning: (message: string) => void
  /** It ended without being asked to; `reason` is what it said, if it said anything. */
  readonly onEnd: (reason: string | null) => void
}

/** How long a server may take to end before it is killed. */
const graceMs = 5_000

/** The server process: it has no privileges and reads nothing of the host; snapshots come over the pipe. */
export class ServerChild {
  readonly #child: ChildProcess
  #ending = false
  /** The server has not taken the last snapshot yet: the next one waits for its turn, in its place. */
  #busy = false
  #waiting: ToServer | null = null

  /** @param entry the program to run */
  constructor(entry: URL, settings: ServerSettings, events: ServerEvents) {
    // Structured clones over the pipe keep bigint as it is.
    this.#child = fork(entry, [], { serialization: 'advanced', env: serverEnvironment() })
    let reason: string | null = null
    this.#child.on('message', (message: ToCollector) => {
      if (message.type === 'listening') events.onListening(message.url)
      else if (message.type === 'warning') events.onWarning(message.message)
      else reason = message.reason
    })
    this.#child.on('error', (error) => {
      reason ??= error.message
    })
    this.#child.once('exit', () => {
      if (!this.#ending) events.onEnd(reason)
    })
    this.#child.send({ type: 'configure', ...settings } satisfies ToServer)
  }

  /** Only the newest message is kept for a server that is slow to read. */
  send(message: ToServer): void {
    if (!this.#child.connected) return
    if (this.#busy) {
      this.#waiting = message
      return
    }
    this.#busy = true
    this.#child.send(message, () => {
      this.#busy = false
      const next = this.#waiting
      this.#waiting = null
      if (next) this.send(next)
    })
  }

  /** Asks it to end, and sees to it. */
  async end(): Promise<void> {
    this.#ending = true
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    if (this.#child.connected) this.#child.disconnect()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs)
    await ended
    clearTimeout(timer)
  }
}

/** The server gets no variable that it does not need: credentials for Docker least of all. */
const serverEnvironment = (): NodeJS.ProcessEnv => {
  const { PATH, LANG, TZ, NODE_COMPILE_CACHE } = process.env
  return { PATH, LANG, TZ, NODE_COMPILE_CACHE }
}
