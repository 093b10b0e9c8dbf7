import type { ToServer } from './protocol.ts'
import { ServerChild, type ServerSettings } from './server-child.ts'

export interface SupervisorOptions {
  /** The program of the server process. */
  readonly entry: URL
  readonly settings: ServerSettings
  readonly onListening: (url: string) => void
  readonly tell: (line: string) => void
  /** The server cannot listen, or ends again and again. */
  readonly onGiveUp: () => void
}

const restarts = 5
const restartPauseMs = 1_000

/** Keeps a server running: one that dies is started again, with the last message, until it has died too often. */
export class Supervisor {
  readonly #options: SupervisorOptions
  #server: ServerChild | null
  #last: ToServer | null = null
  #restarts = 0
  #ended = false
  gaveUp = false

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#server = this.#start()
  }

  send(message: ToServer): void {
    this.#last = message
    this.#server?.send(message)
  }

  async end(): Promise<void> {
    this.#ended = true
    await this.#server?.end()
  }

  #start(): ServerChild {
    const { entry, settings, onListening, tell } = this.#options
    return new ServerChild(entry, settings, { onListening, onWarning: tell, onEnd: (reason) => this.#onEnd(reason) })
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
      if (this.#last) this.#server.send(this.#last)
    }, restartPauseMs)
  }
}
