import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { leanArguments, leanEnvironment } from './lean-memory.ts'
import { flowParts, snapshotParts, usageParts } from './parts.ts'
import type { ServerSettings, ToCollector, ToServer } from './protocol.ts'

/** What the parent wants to hear of its server. */
export interface ServerEvents {
  readonly onListening: (url: string) => void
  readonly onWarning: (message: string) => void
  /** It wants counters; a message `usage` answers. */
  readonly onMeasure: (id: string) => void
  /** It wants the connections that namespaces track; a message `flows` answers. */
  readonly onTrack: (id: string, netns: readonly string[]) => void
  /** It ended without being asked to; `reason` is what it said, if it said anything. */
  readonly onEnd: (reason: string | null) => void
  /** There is no process: the kernel had no room for one, or for its pipe. */
  readonly onNoStart: (reason: string) => void
}

/** How long a server may take to end before it is killed. */
const graceMs = 5_000

/** The server process: it has no privileges and reads nothing of the host; snapshots come over the pipe. */
export class ServerChild {
  readonly #child: ChildProcess
  #ending = false
  readonly #queue: ToServer[] = []
  readonly #snapshots = snapshotParts()
  readonly #usages = usageParts()
  readonly #flows = flowParts()
  #delivering = false

  /** @param entry the program to run */
  constructor(entry: URL, settings: ServerSettings, events: ServerEvents) {
    // Structured clones over the pipe keep bigint as it is.
    this.#child = fork(entry, [], {
      serialization: 'advanced',
      env: serverEnvironment(),
      execArgv: [...process.execArgv, ...leanArguments],
    })
    let reason: string | null = null
    this.#child.on('message', (message: ToCollector) => {
      if (message.type === 'listening') events.onListening(message.url)
      else if (message.type === 'warning') events.onWarning(message.message)
      else if (message.type === 'measure') events.onMeasure(message.id)
      else if (message.type === 'track') events.onTrack(message.id, message.netns)
      else reason = message.reason
    })
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined && !this.#ending) events.onNoStart(error.message)
    })
    this.#child.once('exit', () => {
      if (!this.#ending) events.onEnd(reason)
    })
    this.send({ type: 'configure', settings })
  }

  /** Of what is overridden by the next of its kind only the newest is kept for a server that is slow to read. */
  send(message: ToServer): void {
    const waiting = isOverridden(message) ? this.#queue.findIndex(({ type }) => type === message.type) : -1
    if (waiting >= 0) this.#queue.splice(waiting, 1)
    this.#queue.push(message)
    void this.#deliverAll()
  }

  /** A piece of the counters that are being read; what is sent in pieces is garbage sooner than what is kept whole. */
  sendPart(list: string, records: readonly unknown[]): void {
    this.send(this.#usages.part(list, records))
  }

  async #deliverAll(): Promise<void> {
    if (this.#delivering) return
    this.#delivering = true
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift())
      for (const piece of this.#pieces(next)) await this.#deliver(piece)
    this.#delivering = false
  }

  /** A long message as several short ones. */
  #pieces(message: ToServer): readonly ToServer[] {
    if (message.type === 'snapshot') {
      const { parts, rest, same } = this.#snapshots.split(message.snapshot)
      return [...parts, { type: 'snapshot', snapshot: rest, same }]
    }
    if (message.type === 'flows' && message.flows !== null) {
      const { parts, rest } = this.#flows.split(message.flows)
      return [...parts, { ...message, flows: rest }]
    }
    if (message.type !== 'usage' || message.usage === null) return [message]
    const { parts, rest } = this.#usages.split(message.usage)
    return [...parts, { ...message, usage: rest }]
  }

  /** Resolves when the pipe has taken it, or will never take anything again. */
  #deliver(message: ToServer): Promise<void> {
    if (!this.#child.connected) return Promise.resolve()
    return new Promise((resolve) => {
      this.#child.send(message, () => resolve())
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

const isOverridden = ({ type }: ToServer): boolean => type === 'snapshot' || type === 'failure' || type === 'web'

/** The server gets no variable that it does not need: credentials for Docker least of all. */
const serverEnvironment = (): NodeJS.ProcessEnv => {
  const { PATH, LANG, TZ, NODE_COMPILE_CACHE } = process.env
  return { PATH, LANG, TZ, NODE_COMPILE_CACHE, ...leanEnvironment }
}
