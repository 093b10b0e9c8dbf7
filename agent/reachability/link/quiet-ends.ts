import type { Dumped } from '../../../collectors/dumped.ts'
import type { LinkRecord } from '../../../collectors/links.ts'
import { IFF_UP } from '../../../collectors/netlink/messages/link.ts'
import type { Neighbour } from '../../../collectors/netlink/messages/neighbour.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { finder } from '../../indexes/finder.ts'
import { remembered } from '../../indexes/remembered.ts'
import { NTF_PROXY } from '../neighbours/recorded.ts'
import { AF_INET6, usualPriorities } from '../routing/constants.ts'
import type { Scene } from '../scene/scene.ts'
import { hasUppers, placeOf } from './uppers.ts'

/** What decides whether a request for a neighbour means anything to a container, read from the records without making their namespaces. */
interface QuietEnds {
  /** What `isNoisy` and `isWatched` are true of, in one word. */
  readonly exceptions: string
  /** Whether a namespace may answer for addresses that it does not have, or its rules look at frames. */
  readonly isNoisy: (netns: string) => boolean
  /** Programs see its frames. */
  readonly isWatched: (record: LinkRecord) => boolean
  /** Ids of the namespaces that have an address. */
  readonly ownersOf: (address: string) => readonly string[]
  /** The entries that anybody has for a neighbour. */
  readonly entriesFor: (address: string) => readonly Dumped<Neighbour>[]
}

export const quietEndsOf = remembered(({ snapshot, addressed }: Scene): QuietEnds => {
  const { routes, rules, neighbours, sysctls, nftables, xtables, programs } = snapshot
  const { ofNetworks, toAddress } = localRoutesIn(routes)
  const withRules = [withPolicyRules(rules), withLinkRules(nftables), withLegacyLinkRules(xtables)]
  const noisy = new Set(
    [ofNetworks, withProxyEntries(neighbours), withProxySetting(sysctls), ...withRules].flatMap((some) => [...some]),
  )
  const watched = watchedPlaces(programs)
  return {
    exceptions: [...noisy, ...watched].join(' '),
    isNoisy: (netns) => noisy.has(netns),
    isWatched: ({ netns, ifindex }) => watched.size > 0 && watched.has(placeOf(netns, ifindex)),
    ownersOf: (address) => [...addressed(address), ...toAddress(address)].map(({ netns }) => netns),
    entriesFor: neighbourFinder(neighbours),
  }
})

type RecordOf<K extends 'routes' | 'rules' | 'neighbours' | 'sysctls' | 'nftables' | 'xtables'> = Snapshot[K][number]

const localRoutesIn = remembered((routes: readonly RecordOf<'routes'>[]) => {
  const ofNetworks = new Set<string>()
  const ofAddresses: RecordOf<'routes'>[] = []
  for (const route of routes) {
    const { netns, type, family, destination, destinationLength } = route
    if (type !== 'local' && type !== 'anycast') continue
    if (destinationLength === (family === AF_INET6 ? 128 : 32)) ofAddresses.push(route)
    else if (destination?.startsWith('127.') !== true) ofNetworks.add(netns)
  }
  return { ofNetworks, toAddress: finder(ofAddresses, ({ destination }) => destination) }
})

/** The namespaces of some records of a list. */
const namespacesWith = <R extends { readonly netns: string }>(isMeant: (record: R) => boolean) =>
  remembered((records: readonly R[]): ReadonlySet<string> => {
    const found = new Set<string>()
    for (const record of records) if (isMeant(record)) found.add(record.netns)
    return found
  })

const withPolicyRules = namespacesWith(({ priority = 0 }: RecordOf<'rules'>) => !usualPriorities.has(priority))
const withProxyEntries = namespacesWith(({ flags }: RecordOf<'neighbours'>) => (flags & NTF_PROXY) !== 0)
const withProxySetting = namespacesWith(
  ({ values }: RecordOf<'sysctls'>) =>
    !!values['net.ipv4.conf.all.proxy_arp'] || !!values['net.ipv6.conf.all.proxy_ndp'],
)
const withLinkRules = namespacesWith(({ family, chains }: RecordOf<'nftables'>) => {
  if (family === 'ip' || family === 'ip6') return false
  return family !== 'inet' || chains.some(({ base }) => base?.hook === 'ingress' || base?.hook === 'egress')
})
const withLegacyLinkRules = namespacesWith(({ family }: RecordOf<'xtables'>) => family === 'bridge' || family === 'arp')

const watchedPlaces = remembered(
  (programs: Snapshot['programs']): ReadonlySet<string> =>
    new Set(programs.flatMap(({ netns = '', ifindex }) => (ifindex === undefined ? [] : placeOf(netns, ifindex)))),
)

const neighbourFinder = remembered((neighbours: readonly RecordOf<'neighbours'>[]) =>
  finder(neighbours, ({ destination }) => destination),
)

/** linux/if.h */
const IFF_NOARP = 0x80

/** A container's end of a pair: nothing lies on it, nobody looks at its frames, and it answers for its own addresses only. */
export const isQuietEnd = (scene: Scene, record: LinkRecord): boolean => {
  const { isNoisy, isWatched } = quietEndsOf(scene)
  const { netns, flags, master, protocols, info } = record
  const { ipv4, ipv6 } = protocols ?? {}
  const { proxyArp, proxyArpPvlan, arpAccept } = ipv4?.settings ?? {}
  return (
    info?.link?.kind === 'veth' &&
    (flags & (IFF_UP | IFF_NOARP)) === IFF_UP &&
    master === undefined &&
    !isNoisy(netns) &&
    !isWatched(record) &&
    !hasUppers(scene, record) &&
    !proxyArp &&
    !proxyArpPvlan &&
    !arpAccept &&
    !ipv6?.settings?.proxyNdp
  )
}
