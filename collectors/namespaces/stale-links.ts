import type { NetnsId } from '../collector.ts'
import { type LinkRecord, readLink, resolveLinkNetns } from '../links.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import { joinedIfindex, joinsOf } from '../netlink/link-kinds/index.ts'
import type { Known } from './known.ts'
import type { LinkChange } from './link-changes.ts'

/** An interface, by the hub's number of its namespace. */
export interface LinkPlace {
  readonly number: number
  readonly ifindex: number
}

/** The other ends of the pairs of a namespace whose links were all read again, as far as they lead elsewhere than before. */
export const changedPeers = (
  known: Known,
  netns: NetnsId,
  number: number,
  links: readonly LinkRecord[],
): LinkPlace[] => {
  const former = new Map((known.of(netns, 'links') as readonly LinkRecord[]).map((link) => [link.ifindex, link]))
  const current = new Map(links.map((link) => [link.ifindex, link]))
  const lost = [...former.values()].filter((link) => !leadsAlike(link, current.get(link.ifindex) ?? null))
  const gained = links.filter((link) => {
    const before = former.get(link.ifindex)
    return before === undefined || !leadsAlike(before, link)
  })
  return [...lost, ...gained].flatMap((link) => placeOfPeer(link, number))
}

/** What came of reading some interfaces of a namespace again. */
export interface ReadLinks {
  /** All links of the namespace, in the order of their indexes where they were in it before. */
  readonly links: readonly LinkRecord[]
  /** Interfaces elsewhere that may have changed with them. */
  readonly peers: readonly LinkPlace[]
  /** One leads to a namespace that is not known. */
  readonly leadsToUnknown: boolean
  readonly changes: readonly LinkChange[]
}

/**
 * Reads some interfaces of a namespace again.
 * A device that moves says so where it was and where it is now, and not where its peer is.
 * @throws KernelError, DecodeError
 */
export const readStaleLinks = (
  hub: NetlinkConnection,
  known: Known,
  { netns, number, indexes }: { readonly netns: NetnsId; readonly number: number; readonly indexes: Iterable<number> },
): ReadLinks => {
  const links = [...known.of(netns, 'links')] as LinkRecord[]
  const peers: LinkPlace[] = []
  const changes: LinkChange[] = []
  let leadsToUnknown = false
  for (const ifindex of indexes) {
    const at = links.findIndex((link) => link.ifindex === ifindex)
    const [former, current] = [links[at], readLink(hub, { netns, number, ifindex })]
    if (current !== null) resolveLinkNetns([current], (of) => known.netnsOf(of) ?? null)
    place(links, at, current)
    changes.push({ ifindex, former: former ?? null, current })
    if (former !== undefined && !leadsAlike(former, current)) peers.push(...placeOfPeer(former, number))
    // What lies on it and is down follows its carrier without a word (`netif_stacked_transfer_operstate`, net/core/dev.c).
    if (former !== undefined && former.flags !== current?.flags) peers.push(...placesAbove(links, former, number))
    if (current === null) continue
    leadsToUnknown ||= leadsNowhere(current)
    if (!isAnswered(known, current)) peers.push(...placeOfPeer(current, number))
  }
  return { links, peers, leadsToUnknown, changes }
}

const place = (links: LinkRecord[], at: number, current: LinkRecord | null): void => {
  if (current === null) {
    if (at >= 0) links.splice(at, 1)
  } else if (at >= 0) links[at] = current
  else {
    // The kernel lists them by index (since 6.6; before that by a hash of it).
    const next = links.findIndex(({ ifindex }) => ifindex > current.ifindex)
    links.splice(next < 0 ? links.length : next, 0, current)
  }
}

const leadsAlike = (former: LinkRecord, current: LinkRecord | null): boolean =>
  current !== null && former.link === current.link && former.linkNetns === current.linkNetns

/** Whether it leads to a namespace that nobody has found. */
export const leadsNowhere = ({ linkNetnsid, linkNetns }: LinkRecord): boolean =>
  linkNetnsid !== undefined && linkNetnsid >= 0 && linkNetns === null

/** @param own the hub's number of the link's own namespace */
const placeOfPeer = (link: LinkRecord, own: number): LinkPlace[] => {
  const number = link.linkNetnsid ?? own
  return !isEnd(link) || number < 0 ? [] : [{ number, ifindex: link.link }]
}

const placesAbove = (links: readonly LinkRecord[], { ifindex, netns }: LinkRecord, number: number): LinkPlace[] =>
  links
    .filter((link) => !isEnd(link) && link.linkNetns === netns && joinedIfindex(link) === ifindex)
    .map((link) => ({ number, ifindex: link.ifindex }))

const isEnd = (link: LinkRecord): link is LinkRecord & { readonly link: number } =>
  joinsOf(link.info?.link) === 'peer' && link.link !== undefined

/** Whether the other end of a pair is known to lead back; there is nothing to answer for what is no pair. */
const isAnswered = (known: Known, link: LinkRecord): boolean => {
  const { netns, linkNetns } = link
  if (!isEnd(link) || typeof linkNetns !== 'string' || !known.has(linkNetns)) return true
  const peers = known.of(linkNetns, 'links') as readonly LinkRecord[]
  const peer = peers.find(({ ifindex }) => ifindex === link.link)
  return peer !== undefined && peer.link === link.ifindex && peer.linkNetns === netns
}
