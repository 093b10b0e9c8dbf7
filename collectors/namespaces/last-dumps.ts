import type { NetnsId } from '../collector.ts'
import { LastDump } from '../netlink/last-dump.ts'

/** The last dumps of one namespace, each found by the fixed part of its question: a collector's constant. */
export class NamespaceDumps {
  readonly #byQuestion = new Map<Uint8Array, LastDump>()

  of(question: Uint8Array): LastDump {
    const known = this.#byQuestion.get(question)
    if (known !== undefined) return known
    const first = new LastDump()
    this.#byQuestion.set(question, first)
    return first
  }
}

/** The last dumps of every namespace. */
export class LastDumps {
  readonly #byNetns = new Map<NetnsId, NamespaceDumps>()

  of(netns: NetnsId): NamespaceDumps {
    const known = this.#byNetns.get(netns)
    if (known !== undefined) return known
    const first = new NamespaceDumps()
    this.#byNetns.set(netns, first)
    return first
  }

  /** Forgets the namespaces that are gone. */
  keepOnly(isThere: (netns: NetnsId) => boolean): void {
    for (const netns of this.#byNetns.keys()) if (!isThere(netns)) this.#byNetns.delete(netns)
  }
}
