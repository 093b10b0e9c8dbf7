import { setTimeout as sleep } from 'node:timers/promises'

/** Work goes on for so long without a pause, in milliseconds. */
const burstMs = 5

/** The disk is kept busy for a quarter of the time at most: what the page cache does not have is slow to come. */
const pausePerWork = 3

/** Slows background work down to a share of one processor, by pauses. */
export class Pace {
  readonly #share: number
  readonly #signal: AbortSignal
  #cpu = process.cpuUsage()
  #start = performance.now()

  /** @param share the part of the time of one processor that the work may take: 0.05 is a twentieth */
  constructor(share: number, signal: AbortSignal) {
    this.#share = share
    this.#signal = signal
  }

  /** Begins anew: what was before, or while nothing was measured, does not count. */
  restart(): void {
    this.#cpu = process.cpuUsage()
    this.#start = performance.now()
  }

  /**
   * To be called now and then, between two parts of the work. Whatever else the process did meanwhile counts as well: a
   * process that is busy measures less.
   * @throws AbortError when the signal was given
   */
  async step(): Promise<void> {
    this.#signal.throwIfAborted()
    const worked = performance.now() - this.#start
    if (worked < burstMs) return
    const { user, system } = process.cpuUsage(this.#cpu)
    const used = (user + system) / 1000
    await sleep(Math.max(used / this.#share - worked, worked * pausePerWork), undefined, {
      signal: this.#signal,
    })
    this.restart()
  }
}
