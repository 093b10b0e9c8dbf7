import type { NetnsId } from '../../collectors/collector.ts'

/** A set of interfaces: by namespace and ifindex. */
export class Places {
  readonly #byNetns = new Map<NetnsId, Set<number>>()

  add(netns: NetnsId, ifindex: number): void {
    const known = this.#byNetns.get(netns)
    if (known === undefined) this.#byNetns.set(netns, new Set([ifindex]))
    else known.add(ifindex)
  }

  has(netns: NetnsId | null | undefined, ifindex: number | undefined): boolean {
    return typeof netns === 'string' && ifindex !== undefined && (this.#byNetns.get(netns)?.has(ifindex) ?? false)
  }
}
