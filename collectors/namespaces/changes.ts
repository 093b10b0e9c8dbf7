import type { NetnsId } from '../collector.ts'
import type { Stale } from '../events/stale.ts'
import type { CollectorName } from '../index.ts'
import type { Known } from './known.ts'
import { quietKinds, staleKinds, staleWithLinks } from './stale-kinds.ts'

const quiet: ReadonlySet<CollectorName> = new Set(quietKinds)

/** What is known, and what of it events have made stale. */
export class Changes {
  readonly known: Known
  readonly #stale = new Map<NetnsId, ReadonlySet<CollectorName>>()
  readonly #onlyTold: boolean

  /** @param onlyTold what changes without an event is not to be read either */
  constructor(known: Known, stale: Stale, onlyTold: boolean) {
    this.known = known
    this.#onlyTold = onlyTold
    for (const [number, { kinds }] of stale.byNumber) {
      const netns = known.netnsOf(number)
      if (netns === undefined) continue
      const also = kinds.has('link') ? staleWithLinks : []
      this.#stale.set(netns, new Set([...staleKinds(kinds), ...also]))
    }
  }

  changed(netns: NetnsId, name: CollectorName): boolean {
    return this.#stale.get(netns)?.has(name) === true
  }

  /** What a look at all namespaces need not read: it is known, no event made it stale, and it does not change without one. */
  kept(netns: NetnsId, name: CollectorName): readonly unknown[] | null {
    const { known } = this
    if (!known.has(netns) || this.changed(netns, name)) return null
    if (quiet.has(name) && !this.#onlyTold) return null
    return known.leadsToUnknown(netns, name) ? null : known.of(netns, name)
  }
}
