import type { NetnsId } from './collector.ts'

/**
 * What was read of each namespace, for things that cost more to read than they are likely to have changed: an agent reads
 * them of a container at its first two looks (a runtime sets some up after it has made the namespace), and again at each
 * thorough look.
 */
export class Recollection<T> {
  readonly #byNetns = new Map<NetnsId, { readonly value: T; readonly looks: number }>()

  /** What the last look that read it found. */
  last(netns: NetnsId): T | undefined {
    return this.#byNetns.get(netns)?.value
  }

  /** The same, once two looks have read it. */
  settled(netns: NetnsId): T | undefined {
    const known = this.#byNetns.get(netns)
    return known !== undefined && known.looks > 1 ? known.value : undefined
  }

  note(netns: NetnsId, value: T): void {
    const looks = this.#byNetns.get(netns)?.looks ?? 0
    this.#byNetns.set(netns, { value, looks: looks + 1 })
  }

  /** Forgets the namespaces that are gone. */
  keepOnly(isThere: (netns: NetnsId) => boolean): void {
    for (const netns of this.#byNetns.keys()) if (!isThere(netns)) this.#byNetns.delete(netns)
  }
}
