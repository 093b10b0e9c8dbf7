import type { Usage } from '../../collectors/usage-record.ts'

/** How long counters are waited for, in milliseconds: a scrape has ten seconds for everything. */
const patience = 5_000
/** Counters this young are as good as new ones, in milliseconds. */
const fresh = 50

/** Asks the collector for counters. Those who ask while an answer is under way, or just came, share it. */
export class Measurements {
  readonly #ask: (id: string) => void
  #asked = 0
  #waiting: (PromiseWithResolvers<Usage | null> & { readonly id: string }) | null = null
  /** What just came; it is not kept, because it is megabytes on a big host. */
  #fresh: Usage | null = null

  /** @param ask has the collector call `answer` some time later, with the id */
  constructor(ask: (id: string) => void) {
    this.#ask = ask
  }

  /** The counters of now; null if they could not be read, or not in time. */
  take(): Promise<Usage | null> {
    if (this.#waiting) return this.#waiting.promise
    if (this.#fresh) return Promise.resolve(this.#fresh)
    // Unlike those of a server before this one, whose answers may still come.
    const id = `${process.pid}.${this.#asked++}`
    const waiting = { id, ...Promise.withResolvers<Usage | null>() }
    this.#waiting = waiting
    const timer = setTimeout(() => this.answer(id, null), patience)
    void waiting.promise.then(() => clearTimeout(timer))
    this.#ask(id)
    return waiting.promise
  }

  /** What comes too late, or was asked by another, is for nobody. */
  answer(id: string, usage: Usage | null): void {
    if (this.#waiting?.id !== id) return
    this.#fresh = usage
    setTimeout(() => {
      if (this.#fresh === usage) this.#fresh = null
    }, fresh).unref()
    this.#waiting.resolve(usage)
    this.#waiting = null
  }
}
