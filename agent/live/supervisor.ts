import type { Flows } from '../../collectors/flows.ts'
import type { Usage } from '../../collectors/usage-record.ts'
import type { WebConfig } from '../web-config/web-config.ts'
import { takenApart } from './flow-pieces.ts'
import type { ServerSettings, ToServer } from './protocol.ts'
import { ServerChild } from './server-child.ts'
import { StartLimit } from './start-limit.ts'

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

/** Restarts, and the time within which they may be: it may die now and then for as long as the host runs. */
const [burst, intervalMs] = [5, 300_000]
const restartPauseMs = 1_000

/** Keeps a server running: one that dies is started again, until it has died too often in a short time. */
export class Supervisor {
  readonly #options: SupervisorOptions
  #settings: ServerSettings
  #server: ServerChild | null
  readonly #restarts = new StartLimit(burst, intervalMs)
  #ended = false
  /** Why it could not be started the last time. */
  #noStart = ''
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
    const onNoStart = (reason: string): void => this.#onNoStart(reason)
    return new ServerChild(entry, this.#settings, {
      onListening,
      onMeasure,
      onTrack,
      onWarning: tell,
      onEnd,
      onNoStart,
    })
  }

  #onEnd(reason: string | null): void {
    this.#server = null
    this.#noStart = ''
    const restart = reason === null ? this.#restarts.start(performance.now()) : null
    if (restart === null) {
      this.#options.tell(
        reason ?? `the server ended ${burst + 1} times within ${intervalMs / 60_000} minutes; giving up`,
      )
      this.gaveUp = true
      this.#options.onGiveUp()
      return
    }
    this.#options.tell(`the server ended; starting it again (${restart} of ${burst})`)
    this.#startLater()
  }

  /** That may last, and is no fault of the server. */
  #onNoStart(reason: string): void {
    this.#server = null
    if (reason !== this.#noStart) this.#options.tell(`the server cannot be started (${reason}); trying again`)
    this.#noStart = reason
    this.#startLater()
  }

  #startLater(): void {
    setTimeout(() => {
      if (this.#ended) return
      this.#server = this.#start()
      this.#options.onRestart()
    }, restartPauseMs)
  }
}
