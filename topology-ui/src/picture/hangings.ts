import { withoutPrefix } from '../../../exporters/formats/reading/addresses.ts'
import { follow, followBack, node } from '../../../exporters/formats/reading/follow.ts'
import { peerKey } from '../../../exporters/formats/reading/peer.ts'
import type { Place } from '../../../exporters/formats/reading/places.ts'
import { type Interface, interfacesIn, placeOf, type Scene } from '../../../exporters/formats/reading/scene.ts'

/** One way in which a namespace hangs on the host. */
export interface Hanging {
  readonly anchor: Anchor
  readonly port: Interface | null
  readonly inner: Interface | null
  /** Docker says so, and the kernel does not. */
  readonly detached: boolean
}

/** What it hangs on; `direct`: a pair whose other end is no port of a bridge. `key` is that of a node. */
export interface Anchor {
  readonly kind: 'bridge' | 'network' | 'parent' | 'direct'
  readonly key: string
}

export const interfaceAt = ({ topology }: Scene, key: string | null): Interface | null => {
  const attributes = key === null ? null : node(topology, key, 'interface')
  return key === null || attributes === null ? null : { key, attributes }
}

/** All ways in which a namespace hangs on one of the sites, by ifindex; then what only Docker says. */
export const hangingsOf = (scene: Scene, place: Place, sites: ReadonlySet<string>): Hanging[] => {
  const claims = claimsOf(scene, place.containers)
  const claimed = new Set<string>()
  const seen = interfacesIn(scene, place.key).flatMap((inner): Hanging[] => {
    const claim = claims.find((one) => one.isOf(inner))
    if (claim !== undefined) claimed.add(claim.network)
    const hanging = hangingOf(scene, inner, sites, claim)
    return hanging === null ? [] : [hanging]
  })
  const unseen = claims.filter(({ network }) => !claimed.has(network))
  return [...seen, ...unseen.map(({ anchor }) => ({ anchor, port: null, inner: null, detached: true }))]
}

/** Where a container that has no namespace now belongs, by Docker's word. */
export const hangingsOfStopped = (scene: Scene, container: string): Hanging[] =>
  claimsOf(scene, [container]).map(({ anchor }) => ({ anchor, port: null, inner: null, detached: false }))

interface Claim {
  readonly network: string
  readonly anchor: Anchor
  readonly isOf: (inner: Interface) => boolean
}

/** Drivers of networks that connect nothing. */
const connectsNothing = ['host', 'null']

const claimsOf = ({ topology, bridgeByNetwork }: Scene, containers: readonly string[]): Claim[] =>
  containers.flatMap((container) =>
    follow(topology, container, 'attached-to').flatMap(({ key, edge: { addresses, mac } }): Claim[] => {
      if (connectsNothing.includes(node(topology, key, 'network')?.driver ?? '')) return []
      const bridge = bridgeByNetwork.get(key)
      const bare = addresses.map(withoutPrefix)
      return [
        {
          network: key,
          anchor: bridge === undefined ? { kind: 'network', key } : { kind: 'bridge', key: bridge },
          isOf: ({ attributes }) =>
            (mac !== '' && attributes.mac === mac) ||
            attributes.addresses.some((address) => bare.includes(withoutPrefix(address))),
        },
      ]
    }),
  )

const hangingOf = (
  scene: Scene,
  inner: Interface,
  sites: ReadonlySet<string>,
  claim: Claim | undefined,
): Hanging | null => {
  const { topology } = scene
  const port = interfaceAt(scene, peerKey(topology, inner.key))
  const outside = port === null ? undefined : placeOf(scene, port.key)?.key
  if (port !== null && outside !== undefined && sites.has(outside)) {
    const bridge = follow(topology, port.key, 'bridge-port')[0]?.key
    if (bridge !== undefined)
      return {
        anchor: { kind: 'bridge', key: bridge },
        port,
        inner,
        detached: claim !== undefined && isOther(claim, bridge),
      }
    if (claim !== undefined) return { anchor: claim.anchor, port, inner, detached: claim.anchor.kind === 'bridge' }
    return { anchor: { kind: 'direct', key: outside }, port, inner, detached: false }
  }
  // macvlan, ipvlan, vlan: the device below is in another namespace.
  const below = follow(topology, inner.key, 'over').map(({ key }) => key)
  const parent = below.find((key) => sites.has(placeOf(scene, key)?.key ?? ''))
  if (parent !== undefined) return { anchor: { kind: 'parent', key: parent }, port: null, inner, detached: false }
  return claim === undefined ? null : { anchor: claim.anchor, port, inner, detached: false }
}

const isOther = ({ anchor }: Claim, bridge: string): boolean => anchor.kind === 'bridge' && anchor.key !== bridge

/** Ports of a bridge that lead into no other namespace: hardware, tunnels, taps, and pairs whose other end is not known. */
export const loosePorts = (scene: Scene, bridge: string, drawn: ReadonlySet<string>): Interface[] =>
  followBack(scene.topology, bridge, 'bridge-port').flatMap(({ key }) =>
    drawn.has(key) ? [] : (interfaceAt(scene, key) ?? []),
  )
