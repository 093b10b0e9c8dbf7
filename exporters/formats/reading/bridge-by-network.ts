import type { Topology } from '../../../agent/topology/graph.ts'
import { follow, nodes } from './follow.ts'

/** Keys of the bridges that implement Docker's networks, by the key of the network. */
export const bridgeByNetwork = (topology: Topology): ReadonlyMap<string, string> =>
  new Map(
    nodes(topology, 'interface').flatMap(({ key }) =>
      follow(topology, key, 'implements').map((network) => [network.key, key] as const),
    ),
  )
