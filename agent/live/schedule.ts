import { setTimeout as sleep } from 'node:timers/promises'

/** When to look. Times in milliseconds. */
export interface Schedule {
  /** Between the beginnings of two looks, at least. */
  readonly intervalMs: number
  /** Between two thorough looks (see KernelOptions). */
  readonly thoroughMs: number
  /** The part of the time that looking may take, at most: 0.05 is a twentieth. */
  readonly share: number
}

export const defaultSchedule: Schedule = { intervalMs: 5_000, thoroughMs: 60_000, share: 0.03 }

/** Looks again and again. */
export class Repetition {
  #wake = new AbortController()

  /** Ends the present pause: what was seen last has been lost. */
  now(): void {
    this.#wake.abort()
  }

  /** Calls `look` until `signal` aborts: less often when a look takes long. */
  async run(schedule: Schedule, signal: AbortSignal, look: (thorough: boolean) => Promise<void>): Promise<void> {
    let lastThorough = Number.NEGATIVE_INFINITY
    while (!signal.aborted) {
      this.#wake = new AbortController()
      const begin = performance.now()
      const thorough = begin - lastThorough >= schedule.thoroughMs
      if (thorough) lastThorough = begin
      const before = process.cpuUsage()
      await look(thorough)
      const { user, system } = process.cpuUsage(before)
      const dueMs = Math.max(schedule.intervalMs, (user + system) / 1000 / schedule.share)
      const pauseMs = Math.max(0, begin + dueMs - performance.now())
      await sleep(pauseMs, undefined, { signal: AbortSignal.any([signal, this.#wake.signal]) }).catch(() => undefined)
    }
  }
}
