import type { Flows } from '../../collectors/flows.ts'
import type { Usage } from '../../collectors/usage-record.ts'
import type { WebConfig } from '../web-config/web-config.ts'
import { takenApart } from './flow-pieces.ts'
import type { ServerSettings, ToServer } from './protocol.ts'
import { ServerChild } from './server-child.ts'

export interface SupervisorOptions {
  /** The program of the server process. */
  readonly entry: URL
  readonly settings: ServerSettings
  readonly onListening: (url: string) => void
  /** A new server knows nothing yet. */
  readonly onRestart: () => void
  /** The server wants counters: `answer` when they are there. */
  readonly onMeasure: (id: string) => void
  /** The server wants the connections that namespaces track: `answerFlows` when they are there. */
  readonly onTrack: (id: string, netns: readonly string[]) => void
  readonly tell: (line: string) => void
  /** The server cannot listen, or ends again and again. */
  readonly onGiveUp: () => void
}

const restarts = 5
const restartPauseMs = 1_000

/** Keeps a server running: one that dies is started again, with the last message, until it has died too often. */
export class Supervisor {
  readonly #options: SupervisorOptions
  #settings: ServerSettings
  #server: ServerChild | null
  #restarts = 0
  #ended = false
  gaveUp = false

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#settings = options.settings
    this.#server = this.#start()
  }

  /** What the host is like now. */
  send(message: Extract<ToServer, { type: 'snapshot' | 'failure' }>): void {
    this.#server?.send(message)
  }

  /** Some of the counters that the server asked for; `answer` follows with the rest. */
  answerInPart(list: string, records: readonly unknown[]): void {
    this.#server?.sendPart(list, records)
  }

  /** The counters that the server asked for. */
  answer(id: string, usage: Usage | null): void {
    this.#server?.send({ type: 'usage', id, usage })
  }

  /** The connections that the server asked for. */
  answerFlows(id: string, flows: readonly Flows[] | null): void {
    this.#server?.send({ type: 'flows', id, flows: flows && takenApart(flows) })
  }

  /** What the web configuration file says now, for a server that is started again too; null when it cannot be used. */
  useWeb(config: WebConfig | null): void {
    const { web } = this.#settings
    if (web === null) return
    this.#settings = { ...this.#settings, web: { config: config ?? web.config, isUsable: config !== null } }
    this.#server?.send({ type: 'web', config })
  }

  async end(): Promise<void> {
    this.#ended = true
    await this.#server?.end()
  }

  #start(): ServerChild {
    const { entry, onListening, onMeasure, onTrack, tell } = this.#options
    const onEnd = (reason: string | null): void => this.#onEnd(reason)
    return new ServerChild(entry, this.#settings, { onListening, onMeasure, onTrack, onWarning: tell, onEnd })
  }

  #onEnd(reason: string | null): void {
    this.#server = null
    if (reason !== null || this.#restarts === restarts) {
      this.#options.tell(reason ?? `the server ended ${restarts + 1} times; giving up`)
      this.gaveUp = true
      this.#options.onGiveUp()
      return
    }
    this.#restarts++
    this.#options.tell(`the server ended; starting it again (${this.#restarts} of ${restarts})`)
    setTimeout(() => {
      if (this.#ended) return
      this.#server = this.#start()
      this.#options.onRestart()
    }, restartPauseMs)
  }
}
