import type { NetnsId } from '../../collectors/collector.ts'
import type { LinkRecord } from '../../collectors/links.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { recordsIn } from '../indexes/by-namespace.ts'
import { remembered } from '../indexes/remembered.ts'

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

const inodesById = remembered(
  (namespaces: Snapshot['namespaces']): ReadonlyMap<NetnsId, number | null> =>
    new Map(namespaces.map(({ id, inode }) => [id, inode])),
)

const byIfindex = remembered(
  (links: readonly LinkRecord[]): ReadonlyMap<number, LinkRecord> => new Map(links.map((link) => [link.ifindex, link])),
)

/** Finds things by their identity: (namespace id, ifindex), never by a name or an inode. */
export class Identities {
  /** Of all namespaces. */
  readonly links: Snapshot['links']
  readonly #inodes: ReadonlyMap<NetnsId, number | null>

  constructor({ namespaces, links }: Snapshot) {
    this.links = links
    this.#inodes = inodesById(namespaces)
  }

  link(netns: NetnsId, ifindex: number): LinkRecord | undefined {
    return byIfindex(recordsIn(this.links, netns)).get(ifindex)
  }

  linksOf(netns: NetnsId): Iterable<LinkRecord> {
    return byIfindex(recordsIn(this.links, netns)).values()
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

/** The identities of a snapshot, gathered once. */
export const identitiesOf = remembered((snapshot: Snapshot) => new Identities(snapshot))
