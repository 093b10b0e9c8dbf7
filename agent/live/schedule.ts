/** When to look. Times in milliseconds. */
export interface Schedule {
  /** Between the beginnings of two looks at everything, at least. */
  readonly intervalMs: number
  /** Between two thorough looks (see KernelOptions). */
  readonly thoroughMs: number
  /** The part of the time that looks at everything may take, at most: 0.05 is a twentieth. */
  readonly share: number
  /** Between the beginnings of two looks that events ask for, at least: what changes meanwhile is seen with one look. */
  readonly joinMs: number
  /** The part of the time that looks at what changed, and those for namespaces that came or went, may each take in the long run. */
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

/**
 * A look: at what changed, at which namespaces there are, at everything that may have changed without a word, at everything
 * anew.
 */
export type LookKind = 'changes' | 'census' | 'usual' | 'thorough'

/** Looks again and again. */
export class Repetition {
  #wake: () => void = () => {}
  #isChanged = false
  #isLost = false
  #isCensusDue = false

  /** What was seen last has been lost: looks at once. */
  now(): void {
    this.#isLost = true
    this.#wake()
  }

  /** Something changed: looks soon. */
  changed(): void {
    if (this.#isChanged) return
    this.#isChanged = true
    this.#wake()
  }

  /** Namespaces came or went: looks for them soon. */
  cameOrWent(): void {
    this.#isCensusDue = true
  }

  /**
   * Calls `look` until `signal` aborts: less often when a look takes long.
   * @param look answers what kind of look it was in the end
   */
  async run(schedule: Schedule, signal: AbortSignal, look: (kind: LookKind) => Promise<LookKind>): Promise<void> {
    const budgets = { changes: new Budget(schedule), census: new Budget(schedule) }
    const due = { thorough: 0, usual: 0, census: 0, changes: 0 }
    signal.addEventListener('abort', () => this.#wake(), { once: true })
    while (!signal.aborted) {
      const begin = performance.now()
      const kind = this.#next(due, begin)
      if (kind === null) {
        const hinted = [...(this.#isChanged ? [due.changes] : []), ...(this.#isCensusDue ? [due.census] : [])]
        await this.#pause(Math.min(due.thorough, due.usual, ...hinted) - begin)
        continue
      }
      this.#isChanged = false
      if (kind !== 'changes') this.#isCensusDue = false
      if (kind === 'usual' || kind === 'thorough') this.#isLost = false
      const before = process.cpuUsage()
      const done = await look(kind)
      const { user, system } = process.cpuUsage(before)
      const cpuMs = (user + system) / 1000
      const ownShare = begin + cpuMs / schedule.share
      if (kind === 'thorough') due.thorough = Math.max(begin + schedule.thoroughMs, ownShare)
      if (done === 'usual' || done === 'thorough') due.usual = Math.max(begin + schedule.intervalMs, ownShare)
      if (kind === 'changes' || kind === 'census') {
        const now = performance.now()
        due[kind] = Math.max(begin + schedule.joinMs, now + budgets[kind].spend(cpuMs, now))
      }
    }
  }

  /** Ends early when somebody wakes it. */
  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    const timer = setTimeout(resolve, ms)
    await promise
    clearTimeout(timer)
  }

  #next(due: { readonly [K in LookKind]: number }, now: number): LookKind | null {
    if (now >= due.thorough) return 'thorough'
    if (this.#isLost || now >= due.usual) return 'usual'
    if (this.#isCensusDue && now >= due.census) return 'census'
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
  spend(cpuMs: number, now: number): number {
    const { changesShare, changesBurstMs } = this.#schedule
    this.#left = Math.min(changesBurstMs, this.#left + (now - this.#at) * changesShare) - cpuMs
    this.#at = now
    return this.#left >= 0 ? 0 : -this.#left / changesShare
  }
}
