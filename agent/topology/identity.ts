import type { NetnsId } from '../../collectors/collector.ts'
import type { LinkRecord } from '../../collectors/links.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'

/** Hexadecimal digits of an id that Docker and its users write. */
const shortLength = 12

export const hostKey = 'host'
export const worldKey = 'world'

/** The first twelve digits of a Docker id; a name of another runtime as it is. */
export const shortId = (id: string): string => (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, shortLength) : id)

export const containerKey = (id: string): string => `ctr:${shortId(id)}`
/** Ids of swarm networks have 25 letters; the first twelve stand for them as well. */
export const networkKey = (id: string): string => `net:${id.slice(0, shortLength)}`

/** An IPv6 address stands in brackets, as everywhere before a port. */
export const portKey = (port: { protocol: string; ip: string; port: number }): string =>
  `port:${port.protocol}/${port.ip.includes(':') ? `[${port.ip}]` : port.ip}:${port.port}`

/** Finds things by their identity: (namespace id, ifindex), never by a name or an inode. */
export class Identities {
  readonly #inodes: ReadonlyMap<NetnsId, number | null>
  readonly #links: ReadonlyMap<NetnsId, ReadonlyMap<number, LinkRecord>>

  constructor(snapshot: Snapshot) {
    this.#inodes = new Map(snapshot.namespaces.map(({ id, inode }) => [id, inode]))
    const links = new Map<NetnsId, Map<number, LinkRecord>>()
    for (const link of snapshot.links) {
      const siblings = links.get(link.netns) ?? new Map<number, LinkRecord>()
      siblings.set(link.ifindex, link)
      links.set(link.netns, siblings)
    }
    this.#links = links
  }

  link(netns: NetnsId, ifindex: number): LinkRecord | undefined {
    return this.#links.get(netns)?.get(ifindex)
  }

  /** Every link, each namespace's after the other. */
  *everyLink(): Iterable<LinkRecord> {
    for (const links of this.#links.values()) yield* links.values()
  }

  linksOf(netns: NetnsId): Iterable<LinkRecord> {
    return this.#links.get(netns)?.values() ?? []
  }

  /** 0 for a namespace that was never opened. */
  inode(netns: NetnsId): number {
    return this.#inodes.get(netns) ?? 0
  }

  /** `netns:4026532301`; `netns:unknown-3` for one that was never opened. */
  netnsKey(netns: NetnsId): string {
    return `netns:${this.#label(netns)}`
  }

  interfaceKey({ netns, ifindex }: { netns: NetnsId; ifindex: number }): string {
    return `if:${this.#label(netns)}/${ifindex}`
  }

  #label(netns: NetnsId): string {
    const inode = this.#inodes.get(netns)
    return typeof inode === 'number' ? `${inode}` : `unknown-${netns.replace(/^hub:/, '')}`
  }
}

const known = new WeakMap<Snapshot, Identities>()

/** The identities of a snapshot, gathered once. */
export const identitiesOf = (snapshot: Snapshot): Identities => {
  const identities = known.get(snapshot) ?? new Identities(snapshot)
  known.set(snapshot, identities)
  return identities
}
