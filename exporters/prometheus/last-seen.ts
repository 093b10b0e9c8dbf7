import type { Subject } from './subject.ts'

/** A container that was seen running and does not run any more. */
export interface Departed {
  readonly labels: string
  /** Unix time at which it was last seen running. */
  readonly seconds: number
}

/**
 * Remembers containers for a while after they stop: alerts of the form `time() - container_last_seen > 60` need a series
 * whose value stands still.
 */
export class LastSeen {
  readonly #retentionSeconds: number
  readonly #seen = new Map<string, Departed>()

  constructor(retentionSeconds: number) {
    this.#retentionSeconds = retentionSeconds
  }

  /** Notes who runs now. @returns those who did until a short while ago */
  note(subjects: readonly Subject[], nowSeconds: number): readonly Departed[] {
    const running = new Set<string>()
    const labels = new Set<string>()
    for (const { container, labels: text, running: runs } of subjects) {
      if (container === null || !runs) continue
      running.add(container.id)
      labels.add(text)
      this.#seen.set(container.id, { labels: text, seconds: nowSeconds })
    }
    const departed: Departed[] = []
    for (const [id, seen] of this.#seen) {
      if (running.has(id)) continue
      // A clock that was set back must not keep a container for ever.
      const age = Math.abs(nowSeconds - seen.seconds)
      if (age > this.#retentionSeconds) this.#seen.delete(id)
      else if (!labels.has(seen.labels)) departed.push(seen)
    }
    return departed
  }
}
