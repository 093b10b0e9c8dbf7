import { textAt } from './json-value.ts'
import type { Container } from './record.ts'

/** Of an age in seconds the words are never the same at two looks, unless the container was started anew in between. */
const isYoung = (entry: unknown): boolean => /\bseconds?\b/.test(textAt(entry, 'Status'))

/**
 * What the engine said of each container, and how the list had it then. While the list has it in the same words (they tell the
 * state, its age in rounded units, and health), the container need not be asked about again: to describe one costs the
 * engine a millisecond.
 */
export class DockerMemory {
  readonly #described = new Map<string, { readonly words: string; readonly container: Container }>()
  #last: readonly Container[] = []

  /** What was said of a container that the list has in the same words now; null when it has to be asked about. */
  recall(id: string, entry: unknown): Container | null {
    const known = this.#described.get(id)
    return known?.words === JSON.stringify(entry) && !isYoung(entry) ? known.container : null
  }

  note(id: string, { entry, described }: { readonly entry: unknown; readonly described: Container }): void {
    this.#described.set(id, { words: JSON.stringify(entry), container: described })
  }

  /** Forgets those that are not listed any more. */
  keepOnly(listed: ReadonlyMap<string, unknown>): void {
    for (const id of this.#described.keys()) if (!listed.has(id)) this.#described.delete(id)
  }

  /** Keeps what a whole answer said, for when none comes. */
  remember(containers: readonly Container[]): void {
    this.#last = containers
  }

  /**
   * The containers of the last answer, to be found again by their cgroups while the engine is silent: who scrapes must not
   * meet them under other names. What may have changed since is not told.
   */
  remembered(): readonly Container[] {
    return this.#last.map((container) => ({ ...container, pid: 0, state: 'unknown', health: 'none' }))
  }

  /** Limits, for one, can be changed without a word in the list: from time to time everything is asked anew. */
  clear(): void {
    this.#described.clear()
  }
}
