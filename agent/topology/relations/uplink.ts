import type { LinkRecord } from '../../../collectors/links.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Scene } from '../build.ts'
import { defaultRoutesOf } from '../default-routes.ts'
import { relate } from '../graph.ts'
import { worldKey } from '../identity.ts'
import type { Relation } from './index.ts'
import { peerOf } from './veth-peer.ts'

/**
 * An interface with a default route, to the world. The default route of a container leads to its host, not to the world:
 * an interface whose other end is a port of a bridge, lies in the namespace of the host or of Docker, or lies beside the
 * interface that has the gateway's address (a port that fell off its bridge), is no uplink.
 */
export const uplink: Relation = (graph, scene) => {
  const { identities, part } = scene
  const shown = new Set(part.links.map(({ netns }) => netns))
  const isShown = (place: Place): boolean => shown.has(place.netns) && graph.hasNode(identities.interfaceKey(place))
  for (const { place, gateways } of uplinksOf(scene, isShown))
    relate(graph, [identities.interfaceKey(place), worldKey], { kind: 'uplink', gateways: [...gateways] })
}

type Surroundings = Pick<Scene, 'snapshot' | 'identities'>
type Place = { readonly netns: string; readonly ifindex: number }

/** The interfaces with a default route to the world, and its gateways: all, or those that are wanted. */
export const uplinksOf = (
  scene: Surroundings,
  isWanted: (place: Place) => boolean = () => true,
): { readonly place: Place; readonly gateways: ReadonlySet<string> }[] => {
  const { namespaces, engine, addresses } = scene.snapshot
  let byNetns: Known['addresses'] | undefined
  const known: Known = {
    hosts: [namespaces.find(({ root }) => root)?.id, engine?.netns ?? undefined],
    get addresses() {
      byNetns ??= Map.groupBy(addresses, ({ netns }) => netns)
      return byNetns
    },
  }
  return [...defaultRoutes(scene.snapshot, isWanted)].flatMap(([place, gateways]) => {
    const link = scene.identities.link(place.netns, place.ifindex)
    return link === undefined || leadsToHost(link, gateways, scene, known) ? [] : [{ place, gateways }]
  })
}

interface Known {
  /** The namespaces of the host and of Docker. */
  readonly hosts: readonly (string | undefined)[]
  readonly addresses: ReadonlyMap<string, Snapshot['addresses']>
}

const defaultRoutes = (snapshot: Snapshot, isWanted: (place: Place) => boolean): Map<Place, Set<string>> => {
  const found = new Map<string, { place: Place; gateways: Set<string> }>()
  const add = (place: Place, gateway: string | undefined): void => {
    if (!isWanted(place)) return
    const key = `${place.netns}/${place.ifindex}`
    const entry = found.get(key) ?? { place, gateways: new Set<string>() }
    if (gateway !== undefined) entry.gateways.add(gateway)
    found.set(key, entry)
  }
  for (const route of defaultRoutesOf(snapshot)) {
    const { netns, nexthopId } = route
    const objects =
      nexthopId === undefined ? [] : snapshot.nexthops.filter((hop) => hop.netns === netns && hop.id === nexthopId)
    for (const hop of [route, ...objects])
      if (hop.outputInterface !== undefined) add({ netns, ifindex: hop.outputInterface }, hop.gateway)
    for (const hop of route.multipath ?? []) add({ netns, ifindex: hop.ifindex }, hop.gateway ?? hop.via?.address)
  }
  return new Map([...found.values()].map(({ place, gateways }) => [place, gateways]))
}

const leadsToHost = (
  link: LinkRecord,
  gateways: ReadonlySet<string>,
  { identities }: Surroundings,
  known: Known,
): boolean => {
  const peer = peerOf(link, identities)
  if (peer === null) return false
  if (peer.info?.port?.kind === 'bridge' || known.hosts.includes(peer.netns)) return true
  return (known.addresses.get(peer.netns) ?? []).some(
    ({ ifindex, local, address }) => ifindex !== peer.ifindex && gateways.has(local ?? address ?? ''),
  )
}
