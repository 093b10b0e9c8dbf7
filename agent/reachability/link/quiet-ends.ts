import type { Dumped } from '../../../collectors/dumped.ts'
import type { LinkRecord } from '../../../collectors/links.ts'
import { IFF_UP } from '../../../collectors/netlink/messages/link.ts'
import type { Neighbour } from '../../../collectors/netlink/messages/neighbour.ts'
import type { Route } from '../../../collectors/netlink/messages/route.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { NTF_PROXY } from '../neighbours/table.ts'
import { AF_INET6, usualPriorities } from '../routing/constants.ts'
import { finder } from '../scene/finder.ts'
import type { Scene } from '../scene/scene.ts'
import { hasUppers, placeOf } from './uppers.ts'

/** What decides whether a request for a neighbour means anything to a container, read from the records without making their namespaces. */
interface QuietEnds {
  /** Ids of namespaces that may answer for addresses that they do not have, or whose rules look at frames. */
  readonly noisy: ReadonlySet<string>
  /** Programs see its frames. */
  readonly isWatched: (record: LinkRecord) => boolean
  /** Ids of the namespaces that have an address. */
  readonly ownersOf: (address: string) => readonly string[]
  /** The entries that anybody has for a neighbour. */
  readonly entriesFor: (address: string) => readonly Dumped<Neighbour>[]
}

const ofScenes = new WeakMap<Scene, QuietEnds>()

export const quietEndsOf = (scene: Scene): QuietEnds => {
  let ends = ofScenes.get(scene)
  if (ends === undefined) {
    ends = readEnds(scene)
    ofScenes.set(scene, ends)
  }
  return ends
}

const readEnds = (scene: Scene): QuietEnds => {
  const { neighbours, programs } = scene.snapshot
  const { noisy, ofOneAddress } = readRecords(scene.snapshot)
  const local = finder(ofOneAddress, ({ destination }) => destination)
  const watched = new Set(
    programs.flatMap(({ netns = '', ifindex }) => (ifindex === undefined ? [] : placeOf(netns, ifindex))),
  )
  return {
    noisy,
    isWatched: ({ netns, ifindex }) => watched.size > 0 && watched.has(placeOf(netns, ifindex)),
    ownersOf: (address) => [...scene.addressed(address), ...local(address)].map(({ netns }) => netns),
    entriesFor: finder(neighbours, ({ destination }) => destination),
  }
}

interface Read {
  readonly noisy: ReadonlySet<string>
  /** Local routes to one address. */
  readonly ofOneAddress: readonly Dumped<Route>[]
}

const readRecords = ({ routes, rules, neighbours, sysctls, nftables, xtables }: Snapshot): Read => {
  const noisy = new Set<string>()
  const ofOneAddress: Dumped<Route>[] = []
  for (const route of routes) {
    const { netns, type, family, destination, destinationLength } = route
    if (type !== 'local' && type !== 'anycast') continue
    if (destinationLength === (family === AF_INET6 ? 128 : 32)) ofOneAddress.push(route)
    else if (destination?.startsWith('127.') !== true) noisy.add(netns)
  }
  for (const { netns, priority } of rules) if (!usualPriorities.has(priority ?? 0)) noisy.add(netns)
  for (const { netns, flags } of neighbours) if ((flags & NTF_PROXY) !== 0) noisy.add(netns)
  for (const { netns, values } of sysctls)
    if (values['net.ipv4.conf.all.proxy_arp'] || values['net.ipv6.conf.all.proxy_ndp']) noisy.add(netns)
  for (const { netns, family, chains } of nftables) {
    const isOfIp = family === 'ip' || family === 'ip6'
    const isAtLink = chains.some(({ base }) => base?.hook === 'ingress' || base?.hook === 'egress')
    if (!isOfIp && (family !== 'inet' || isAtLink)) noisy.add(netns)
  }
  for (const { netns, family } of xtables) if (family === 'bridge' || family === 'arp') noisy.add(netns)
  return { noisy, ofOneAddress }
}

/** linux/if.h */
const IFF_NOARP = 0x80

/** A container's end of a pair: nothing lies on it, nobody looks at its frames, and it answers for its own addresses only. */
export const isQuietEnd = (scene: Scene, record: LinkRecord): boolean => {
  const { noisy, isWatched } = quietEndsOf(scene)
  const { netns, flags, master, protocols, info } = record
  const { ipv4, ipv6 } = protocols ?? {}
  const { proxyArp, proxyArpPvlan, arpAccept } = ipv4?.settings ?? {}
  return (
    info?.link?.kind === 'veth' &&
    (flags & (IFF_UP | IFF_NOARP)) === IFF_UP &&
    master === undefined &&
    !noisy.has(netns) &&
    !isWatched(record) &&
    !hasUppers(scene, record) &&
    !proxyArp &&
    !proxyArpPvlan &&
    !arpAccept &&
    !ipv6?.settings?.proxyNdp
  )
}
