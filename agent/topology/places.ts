import type { NetnsId } from '../../collectors/collector.ts'

/** A set of interfaces: by namespace and ifindex. */
export class Places {
  readonly #byNetns = new Map<NetnsId, Set<number>>()

  add(netns: NetnsId, ifindex: number): void {
    const known = this.#byNetns.get(netns)
    if (known === undefined) this.#byNetns.set(netns, new Set([ifindex]))
    else known.add(ifindex)
  }

  namespaces(): Iterable<NetnsId> {
    return this.#byNetns.keys()
  }

  get isEmpty(): boolean {
    return this.#byNetns.size === 0
  }

  /** Indexes of those in a namespace; undefined where there are none. */
  in(netns: NetnsId | null | undefined): ReadonlySet<number> | undefined {
    return typeof netns === 'string' ? this.#byNetns.get(netns) : undefined
  }

  has(netns: NetnsId | null | undefined, ifindex: number | undefined): boolean {
    return typeof netns === 'string' && ifindex !== undefined && (this.#byNetns.get(netns)?.has(ifindex) ?? false)
  }
}
