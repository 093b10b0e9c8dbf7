import type { LinkRecord } from '../../../collectors/links.ts'
import { IFF_UP } from '../../../collectors/netlink/messages/link.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { NTF_PROXY } from '../neighbours/table.ts'
import { AF_INET6, usualPriorities } from '../routing/constants.ts'
import type { Scene } from '../scene/scene.ts'
import { hasUppers, placeOf } from './uppers.ts'

/** What decides whether a request for a neighbour means anything to a container, read from the records without making their namespaces. */
interface QuietEnds {
  /** Ids of namespaces that may answer for addresses that they do not have, or whose rules look at frames. */
  readonly noisy: ReadonlySet<string>
  /** Places of devices whose frames programs see. */
  readonly watched: ReadonlySet<string>
  /** Ids of the namespaces that have an address. */
  readonly owners: ReadonlyMap<string, readonly string[]>
  /** Places of devices that have an entry for a neighbour. */
  readonly acquainted: ReadonlyMap<string, readonly string[]>
}

const ofScenes = new WeakMap<Scene, QuietEnds>()

export const quietEndsOf = (scene: Scene): QuietEnds => {
  let ends = ofScenes.get(scene)
  if (ends === undefined) {
    ends = readEnds(scene.snapshot)
    ofScenes.set(scene, ends)
  }
  return ends
}

const add = (index: Map<string, string[]>, address: string | undefined, value: string): void => {
  if (address === undefined) return
  const known = index.get(address)
  if (known === undefined) index.set(address, [value])
  else if (known.at(-1) !== value) known.push(value)
}

const readEnds = (snapshot: Snapshot): QuietEnds => {
  const noisy = new Set<string>()
  const owners = new Map<string, string[]>()
  const acquainted = new Map<string, string[]>()
  for (const { netns, address, local } of snapshot.addresses) add(owners, local ?? address, netns)
  for (const { netns, type, family, destination, destinationLength } of snapshot.routes) {
    if (type !== 'local' && type !== 'anycast') continue
    if (destinationLength === (family === AF_INET6 ? 128 : 32)) add(owners, destination, netns)
    else if (destination?.startsWith('127.') !== true) noisy.add(netns)
  }
  for (const { netns, priority } of snapshot.rules) if (!usualPriorities.has(priority ?? 0)) noisy.add(netns)
  for (const { netns, ifindex, flags, destination } of snapshot.neighbours)
    if ((flags & NTF_PROXY) !== 0) noisy.add(netns)
    else add(acquainted, destination, placeOf(netns, ifindex))
  for (const { netns, values } of snapshot.sysctls)
    if (values['net.ipv4.conf.all.proxy_arp'] || values['net.ipv6.conf.all.proxy_ndp']) noisy.add(netns)
  for (const { netns, family, chains } of snapshot.nftables) {
    const isOfIp = family === 'ip' || family === 'ip6'
    const isAtLink = chains.some(({ base }) => base?.hook === 'ingress' || base?.hook === 'egress')
    if (!isOfIp && (family !== 'inet' || isAtLink)) noisy.add(netns)
  }
  for (const { netns, family } of snapshot.xtables) if (family === 'bridge' || family === 'arp') noisy.add(netns)
  const watched = new Set<string>()
  for (const { netns, ifindex } of snapshot.programs)
    if (netns !== undefined && ifindex !== undefined) watched.add(placeOf(netns, ifindex))
  return { noisy, watched, owners, acquainted }
}

/** linux/if.h */
const IFF_NOARP = 0x80

/** A container's end of a pair: nothing lies on it, nobody looks at its frames, and it answers for its own addresses only. */
export const isQuietEnd = (scene: Scene, { netns, ifindex, flags, master, protocols, info }: LinkRecord): boolean => {
  const { noisy, watched } = quietEndsOf(scene)
  const place = placeOf(netns, ifindex)
  const { ipv4, ipv6 } = protocols ?? {}
  const { proxyArp, proxyArpPvlan, arpAccept } = ipv4?.settings ?? {}
  return (
    info?.link?.kind === 'veth' &&
    (flags & (IFF_UP | IFF_NOARP)) === IFF_UP &&
    master === undefined &&
    !noisy.has(netns) &&
    !watched.has(place) &&
    !hasUppers(scene, place) &&
    !proxyArp &&
    !proxyArpPvlan &&
    !arpAccept &&
    !ipv6?.settings?.proxyNdp
  )
}
