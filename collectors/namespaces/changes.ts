import type { NetnsId } from '../collector.ts'
import type { Stale, StaleNamespace } from '../events/stale.ts'
import type { CollectorName } from '../index.ts'
import type { Known } from './known.ts'
import { quietKinds, staleKinds } from './stale-kinds.ts'

const quiet: ReadonlySet<CollectorName> = new Set(quietKinds)

/** What is known, and what of it events have made stale. */
export class Changes {
  readonly known: Known
  readonly #stale = new Map<NetnsId, ReadonlySet<CollectorName>>()
  readonly #said = new Map<NetnsId, StaleNamespace>()
  /** Whether namespaces may have come or gone. */
  readonly namespaces: boolean

  constructor(known: Known, stale: Stale) {
    this.known = known
    let isStranger = false
    for (const [number, said] of stale.byNumber) {
      const netns = known.netnsOf(number)
      if (netns === undefined) isStranger = true
      else {
        this.#stale.set(netns, staleKinds(said.kinds))
        this.#said.set(netns, said)
      }
    }
    this.namespaces = stale.namespaces || isStranger
  }

  /** The namespaces of which something is stale. */
  stale(): Iterable<readonly [NetnsId, ReadonlySet<CollectorName>]> {
    return this.#stale
  }

  /** What events said of a namespace. */
  said(netns: NetnsId): StaleNamespace | undefined {
    return this.#said.get(netns)
  }

  changed(netns: NetnsId, name: CollectorName): boolean {
    return this.#stale.get(netns)?.has(name) === true
  }

  /** What a look at all namespaces need not read: it is known, no event made it stale, and it does not change without one. */
  kept(netns: NetnsId, name: CollectorName): readonly unknown[] | null {
    const { known } = this
    if (!known.has(netns) || quiet.has(name) || this.changed(netns, name)) return null
    return known.leadsToUnknown(netns, name) ? null : known.of(netns, name)
  }
}
