import type { Flows } from '../../collectors/flows.ts'

/** How long connections are waited for, in milliseconds. */
const patience = 5_000

/** Asks the collector for the connections that some namespaces track. */
export class FlowQuestions {
  readonly #ask: (id: string, netns: readonly string[]) => void
  readonly #waiting = new Map<string, (flows: readonly Flows[] | null) => void>()
  #asked = 0

  /** @param ask has the collector call `answer` some time later, with the id */
  constructor(ask: (id: string, netns: readonly string[]) => void) {
    this.#ask = ask
  }

  /** The connections of now; null if they could not be read, or not in time. */
  take(netns: readonly string[]): Promise<readonly Flows[] | null> {
    // Unlike those of a server before this one, whose answers may still come.
    const id = `${process.pid}.${this.#asked++}`
    const { promise, resolve } = Promise.withResolvers<readonly Flows[] | null>()
    this.#waiting.set(id, resolve)
    const timer = setTimeout(() => this.answer(id, null), patience)
    void promise.then(() => clearTimeout(timer))
    this.#ask(id, netns)
    return promise
  }

  /** What comes too late, or was asked by another, is for nobody. */
  answer(id: string, flows: readonly Flows[] | null): void {
    this.#waiting.get(id)?.(flows)
    this.#waiting.delete(id)
  }
}
