import type { Usage } from '../../collectors/usage-record.ts'

/** How long counters are waited for, in milliseconds: a scrape has ten seconds for everything. */
const patience = 5_000
/** Counters this young are as good as new ones, in milliseconds. */
const fresh = 50

/** Asks the collector for counters. Those who ask while an answer is under way, or just came, share it. */
export class Measurements {
  readonly #ask: () => void
  #waiting: PromiseWithResolvers<Usage | null> | null = null
  #last: { readonly usage: Usage; readonly at: number } | null = null

  /** @param ask has the collector call `answer` some time later */
  constructor(ask: () => void) {
    this.#ask = ask
  }

  /** The counters of now; null if they could not be read, or not in time. */
  take(): Promise<Usage | null> {
    if (this.#waiting) return this.#waiting.promise
    if (this.#last && performance.now() - this.#last.at < fresh) return Promise.resolve(this.#last.usage)
    const waiting = Promise.withResolvers<Usage | null>()
    this.#waiting = waiting
    const timer = setTimeout(() => this.answer(null), patience)
    void waiting.promise.then(() => clearTimeout(timer))
    this.#ask()
    return waiting.promise
  }

  answer(usage: Usage | null): void {
    this.#last = usage && { usage, at: performance.now() }
    this.#waiting?.resolve(usage)
    this.#waiting = null
  }
}
