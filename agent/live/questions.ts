/** How long an answer is waited for, in milliseconds: a scrape has ten seconds for everything. */
const patience = 5_000

/** Questions to the collector, whose answers come some time later. */
export class Questions<About extends readonly unknown[], Answer> {
  readonly #ask: (id: string, ...about: About) => void
  readonly #waiting = new Map<string, (answer: Answer | null) => void>()
  #asked = 0

  /** @param ask has the collector call `answer`, with the id */
  constructor(ask: (id: string, ...about: About) => void) {
    this.#ask = ask
  }

  /** The answer; null if there is none, or not in time. */
  take(...about: About): Promise<Answer | null> {
    // Unlike those of a server before this one, whose answers may still come.
    const id = `${process.pid}.${this.#asked++}`
    const { promise, resolve } = Promise.withResolvers<Answer | null>()
    this.#waiting.set(id, resolve)
    const timer = setTimeout(() => this.answer(id, null), patience)
    void promise.then(() => clearTimeout(timer))
    this.#ask(id, ...about)
    return promise
  }

  /** What comes too late, or was asked by another, is for nobody. */
  answer(id: string, answer: Answer | null): void {
    this.#waiting.get(id)?.(answer)
    this.#waiting.delete(id)
  }
}
