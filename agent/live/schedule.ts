import { setTimeout as sleep } from 'node:timers/promises'

/** When to look. Times in milliseconds. */
export interface Schedule {
  /** Between the beginnings of two looks at everything, at least. */
  readonly intervalMs: number
  /** Between two thorough looks (see KernelOptions). */
  readonly thoroughMs: number
  /** The part of the time that looks at everything may take, at most: 0.05 is a twentieth. */
  readonly share: number
  /** Between the beginnings of two looks at what changed, at least: what changes meanwhile is seen with one look. */
  readonly joinMs: number
  /** The part of the time that looks at what changed may take in the long run. */
  readonly changesShare: number
  /** Processor time that they may take before that share holds: a burst of changes is seen as it happens. */
  readonly changesBurstMs: number
}

export const defaultSchedule: Schedule = {
  intervalMs: 5_000,
  thoroughMs: 60_000,
  share: 0.03,
  joinMs: 20,
  changesShare: 0.1,
  changesBurstMs: 500,
}

/** A look: at what changed, at everything that may have changed without a word, at everything anew. */
export type LookKind = 'changes' | 'usual' | 'thorough'

/** Looks again and again. */
export class Repetition {
  #wake = new AbortController()
  #isChanged = false
  #isLost = false

  /** What was seen last has been lost: looks at once. */
  now(): void {
    this.#isLost = true
    this.#wake.abort()
  }

  /** Something changed: looks soon. */
  changed(): void {
    if (this.#isChanged) return
    this.#isChanged = true
    this.#wake.abort()
  }

  /**
   * Calls `look` until `signal` aborts: less often when a look takes long.
   * @param look answers what kind of look it was in the end
   */
  async run(schedule: Schedule, signal: AbortSignal, look: (kind: LookKind) => Promise<LookKind>): Promise<void> {
    const budget = new Budget(schedule)
    const due = { thorough: 0, usual: 0, changes: 0 }
    while (!signal.aborted) {
      this.#wake = new AbortController()
      const begin = performance.now()
      const kind = this.#next(due, begin)
      if (kind === null) {
        const soonest = Math.min(due.thorough, due.usual, this.#isChanged ? due.changes : Number.POSITIVE_INFINITY)
        await sleep(Math.max(1, soonest - begin), undefined, {
          signal: AbortSignal.any([signal, this.#wake.signal]),
        }).catch(() => undefined)
        continue
      }
      this.#isChanged = false
      this.#isLost = false
      const before = process.cpuUsage()
      const done = await look(kind)
      const { user, system } = process.cpuUsage(before)
      const cpuMs = (user + system) / 1000
      if (kind === 'thorough') due.thorough = begin + Math.max(schedule.thoroughMs, cpuMs / schedule.share)
      if (done !== 'changes') due.usual = begin + Math.max(schedule.intervalMs, cpuMs / schedule.share)
      due.changes = begin + Math.max(schedule.joinMs, kind === 'changes' ? budget.spend(cpuMs) : 0)
    }
  }

  #next(due: { readonly [K in LookKind]: number }, now: number): LookKind | null {
    if (now >= due.thorough) return 'thorough'
    if (this.#isLost || now >= due.usual) return 'usual'
    return this.#isChanged && now >= due.changes ? 'changes' : null
  }
}

/** Processor time that grows with time, up to a bound, and is spent. */
class Budget {
  readonly #schedule: Schedule
  #left: number
  #at = performance.now()

  constructor(schedule: Schedule) {
    this.#schedule = schedule
    this.#left = schedule.changesBurstMs
  }

  /** Spends some, more than there is if need be. @returns how long it takes until there is some again, in milliseconds */
  spend(cpuMs: number): number {
    const { changesShare, changesBurstMs } = this.#schedule
    const now = performance.now()
    this.#left = Math.min(changesBurstMs, this.#left + (now - this.#at) * changesShare) - cpuMs
    this.#at = now
    return this.#left >= 0 ? 0 : -this.#left / changesShare
  }
}
