import { performance } from 'node:perf_hooks'
import type { Problem } from './problem.ts'
import { decimal, flag, type Infer, integer, record, text } from './wire/shape.ts'

/** How one collector fared in one snapshot. */
export const runShape = record({
  collector: text,
  /** Wall clock of all its reads together. */
  durationSeconds: decimal,
  /** False when something that it should have read is missing; a thing that vanished meanwhile is not missing. */
  success: flag,
  problems: integer,
})

export type CollectorRun = Infer<typeof runShape>

/** Problems that are not failures: what was there is gone, or this kernel has no such thing. */
const harmless: readonly Problem['kind'][] = ['vanished', 'unsupported']

/** Of which namespaces each collector read, as problems name both. */
type Readings = Map<string, Set<string>>

/** Keeps the time and the problems of every collector while a snapshot is taken. */
export class Runs {
  readonly problems: Problem[] = []
  readonly #seconds = new Map<string, number>()
  readonly #said = new Set<string>()
  readonly #read: Readings = new Map()
  readonly #kept: Readings = new Map()

  /** A problem that is said once, however often it is met: without `about`, or the same words about the same thing. */
  report(problem: Problem): void {
    const key = JSON.stringify([problem.collector, problem.kind, problem.about, problem.message])
    if (this.#said.has(key)) return
    this.#said.add(key)
    this.problems.push(problem)
  }

  /** A collector reads, or what it read of that before is kept. */
  note(how: 'read' | 'kept', collector: string, about: string): void {
    const readings = how === 'read' ? this.#read : this.#kept
    const known = readings.get(collector)
    if (known === undefined) readings.set(collector, new Set([about]))
    else known.add(about)
  }

  /** Whether a problem of an earlier look would have come up again. */
  hasRead(problem: Problem): boolean {
    return isOf(this.#read, problem)
  }

  /** Whether a problem of an earlier look is one of what was kept from it. */
  hasKept(problem: Problem): boolean {
    return isOf(this.#kept, problem) && !this.hasRead(problem)
  }

  /** Runs a part of a collector's work and adds its time. */
  timed<T>(collector: string, work: () => T): T {
    const start = performance.now()
    try {
      return work()
    } finally {
      this.#add(collector, start)
    }
  }

  /** As `timed`, for work that waits for others. */
  async timedAsync<T>(collector: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now()
    try {
      return await work()
    } finally {
      this.#add(collector, start)
    }
  }

  /** @param start of the work, as `performance.now()` gave it */
  #add(collector: string, start: number): void {
    const seconds = (performance.now() - start) / 1000
    this.#seconds.set(collector, (this.#seconds.get(collector) ?? 0) + seconds)
  }

  list(): CollectorRun[] {
    return [...this.#seconds].map(([collector, durationSeconds]) => fared(collector, durationSeconds, this.problems))
  }
}

/** What is the same everywhere is said without `about`. */
const isOf = (readings: Readings, { collector, about }: Problem): boolean => {
  const known = readings.get(collector)
  return known !== undefined && (about === undefined || known.has(about))
}

const fared = (collector: string, durationSeconds: number, all: readonly Problem[]): CollectorRun => {
  const problems = all.filter((problem) => problem.collector === collector)
  const success = problems.every((problem) => harmless.includes(problem.kind))
  return { collector, durationSeconds, success, problems: problems.length }
}

/** How collectors fared when only some of them read again, and the others are as they were. */
export const faredTogether = (
  runs: readonly CollectorRun[],
  former: readonly CollectorRun[],
  problems: readonly Problem[],
): CollectorRun[] => {
  const known = new Set(runs.map(({ collector }) => collector))
  return [...runs, ...former.filter(({ collector }) => !known.has(collector))].map(({ collector, durationSeconds }) =>
    fared(collector, durationSeconds, problems),
  )
}
