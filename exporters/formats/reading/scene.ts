import type { NodeOf, Topology } from '../../../agent/topology/graph.ts'
import type { Fault } from '../faults/fault.ts'
import { faultsOf } from '../faults/index.ts'
import type { FormatOptions } from '../format.ts'
import { telling } from './addresses.ts'
import { bridgeByNetwork } from './bridge-by-network.ts'
import { follow, followBack, node } from './follow.ts'
import { peerKey } from './peer.ts'
import { type Place, placesOf } from './places.ts'

export interface Interface {
  readonly key: string
  readonly attributes: NodeOf<'interface'>
}

/** The graph, and what everything that shows it to people needs to know of it. */
export interface Scene {
  readonly topology: Topology
  readonly places: readonly Place[]
  /** By the key of the namespace. */
  readonly placeByKey: ReadonlyMap<string, Place>
  readonly bridgeByNetwork: ReadonlyMap<string, string>
  readonly faults: ReadonlyMap<string, readonly Fault[]>
}

export const sceneOf = (topology: Topology, { snapshot }: FormatOptions): Scene => {
  const places = placesOf(topology, snapshot)
  const placeByKey = new Map(places.map((place) => [place.key, place]))
  return {
    topology,
    places,
    placeByKey,
    bridgeByNetwork: bridgeByNetwork(topology),
    faults: faultsOf(topology, snapshot),
  }
}

/** The interfaces of a namespace, by ifindex. */
export const interfacesIn = ({ topology }: Scene, place: string): readonly Interface[] =>
  followBack(topology, place, 'in')
    .flatMap(({ key }) => {
      const attributes = node(topology, key, 'interface')
      return attributes === null ? [] : [{ key, attributes }]
    })
    .sort((one, two) => one.attributes.ifindex - two.attributes.ifindex)

export const placeOf = ({ topology, placeByKey }: Scene, interfaceKey: string): Place | undefined =>
  placeByKey.get(follow(topology, interfaceKey, 'in')[0]?.key ?? '')

const loopbackAddresses: readonly string[] = ['127.0.0.1/8', '::1/128']

/** A lo that is up and has no address but the usual ones: every namespace has it, and it tells nothing. */
export const isOrdinaryLoopback = ({ type, up, addresses }: NodeOf<'interface'>): boolean =>
  type === 'loopback' && up && telling(addresses).every((address) => loopbackAddresses.includes(address))

/** Down, without an address, and nothing in the graph leads to it: what a driver or a module made, and nobody uses. */
export const isUnusedDevice = ({ topology }: Scene, { key, attributes }: Interface): boolean => {
  const { type, up, addresses } = attributes
  if (up || type === 'loopback' || type === 'bridge' || telling(addresses).length > 0) return false
  return peerKey(topology, key) === null && topology.degree(key) === follow(topology, key, 'in').length
}
