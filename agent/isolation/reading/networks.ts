import type { Container, Endpoint, Network } from '../../../collectors/containers/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { identitiesOf, networkKey } from '../../topology/identity.ts'
import { uplinksOf } from '../../topology/relations/uplink.ts'
import type { Context } from '../context.ts'

/** A running container in a network. */
export interface Member {
  readonly container: Container
  readonly endpoint: Endpoint
  /** How the simulator is asked about it: `netns:4026532301`. */
  readonly netns: string
}

/** A network of the engine with a bridge of its own, and who is in it. */
export interface BridgeNetwork {
  readonly network: Network
  readonly key: string
  readonly title: string
  /** Those that are in no other network first. */
  readonly members: readonly Member[]
  /** The addresses that the bridge has: by them its members reach the host. */
  readonly hostAddresses: readonly string[]
}

/** Networks with somebody in them. */
export const bridgeNetworks = ({ snapshot }: Context): readonly BridgeNetwork[] =>
  snapshot.networks.flatMap((network) => {
    if (network.driver !== 'bridge') return []
    const members = membersOf(network, snapshot)
    if (members.length === 0) return []
    const hostAddresses = addressesOfBridge(network, snapshot)
    return [{ network, key: networkKey(network.id), title: `network ${network.name}`, members, hostAddresses }]
  })

const membersOf = (network: Network, snapshot: Snapshot): readonly Member[] =>
  snapshot.containers
    .flatMap((container) => {
      const endpoint = container.endpoints.find(({ networkId }) => networkId === network.id)
      return endpoint === undefined || container.netns === null || container.pid === 0
        ? []
        : [{ container, endpoint, netns: identitiesOf(snapshot).netnsKey(container.netns) }]
    })
    .toSorted((one, other) => one.container.endpoints.length - other.container.endpoints.length)

const addressesOfBridge = ({ bridge }: Network, { links, addresses, engine }: Snapshot): readonly string[] => {
  const link = links.find(({ name, netns }) => name === bridge && netns === engine?.netns)
  if (link === undefined) return []
  return addressesOn(addresses, link)
}

interface Place {
  readonly netns: string
  readonly ifindex: number
}

const addressesOn = (addresses: Snapshot['addresses'], place: Place): readonly string[] =>
  addresses
    .filter(({ netns, ifindex }) => netns === place.netns && ifindex === place.ifindex)
    .flatMap(({ local, address }) => local ?? address ?? [])
    .filter((address) => !address.startsWith('fe80:'))

/** The addresses by which those beyond an uplink know the host on which the engine publishes ports. */
export const uplinkAddresses = ({ snapshot }: Context): readonly string[] => {
  const netns = engineNetns(snapshot)
  const uplinks = uplinksOf({ snapshot, identities: identitiesOf(snapshot) })
  return uplinks.flatMap(({ place }) => (place.netns === netns ? addressesOn(snapshot.addresses, place) : []))
}

/** The namespace in which the engine publishes ports: the host's, without an engine. */
export const engineNetns = ({ engine, namespaces }: Snapshot): string | null =>
  engine?.netns ?? namespaces.find(({ root }) => root)?.id ?? null
