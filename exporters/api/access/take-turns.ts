import { setTimeout as sleep } from 'node:timers/promises'

/** Runs one piece of work at a time, and after each leaves the event loop alone for as long as it took. */
export const takeTurns = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<void> = Promise.resolve()
  return async (work) => {
    const before = last
    const turn = Promise.withResolvers<void>()
    last = turn.promise
    await before
    const begin = performance.now()
    try {
      return await work()
    } finally {
      void sleep(performance.now() - begin).then(turn.resolve)
    }
  }
}
