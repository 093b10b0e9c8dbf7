import type { Usage } from '../../collectors/usage-record.ts'
import { Questions } from './questions.ts'

/** Counters this young are as good as new ones, in milliseconds. */
const fresh = 50

/** Asks the collector for counters. Those who ask while an answer is under way, or just came, share it. */
export class Measurements {
  readonly #questions: Questions<[], Usage>
  /** What came is not kept for longer, because it is megabytes on a big host. */
  #shared: Promise<Usage | null> | null = null

  /** @param ask has the collector call `answer` some time later, with the id */
  constructor(ask: (id: string) => void) {
    this.#questions = new Questions(ask)
  }

  /** The counters of now; null if they could not be read, or not in time. */
  take(): Promise<Usage | null> {
    this.#shared ??= this.#ask()
    return this.#shared
  }

  answer(id: string, usage: Usage | null): void {
    this.#questions.answer(id, usage)
  }

  async #ask(): Promise<Usage | null> {
    const usage = await this.#questions.take()
    const forget = (): void => {
      this.#shared = null
    }
    if (usage === null) forget()
    else setTimeout(forget, fresh).unref()
    return usage
  }
}
