import { setImmediate as nextTurn } from 'node:timers/promises'

/** Longest time that is worked without a pause, in milliseconds. */
const longestTurn = 10

/** Lets the rest of the process have its turn now and then during long work. */
export class Turns {
  #start = performance.now()

  /** Returns at once, or after a pause when the work has taken long without one. */
  async next(): Promise<void> {
    if (performance.now() - this.#start < longestTurn) return
    await nextTurn()
    this.#start = performance.now()
  }
}
