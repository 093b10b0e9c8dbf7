import type { Topology } from '../../../agent/topology/graph.ts'
import { followBack, node, nodes } from '../reading/follow.ts'
import { nameOf } from '../reading/name-of.ts'
import type { Fault, FaultFinder } from './fault.ts'

/** A Docker network that is in use, and whose bridge is missing or has no ports. */
export const networkBridge: FaultFinder = ({ topology, engineSeen, bridgeByNetwork }) =>
  nodes(topology, 'network').flatMap(({ key, attributes }): Fault[] => {
    const users = usersOf(topology, key)
    if (attributes.driver !== 'bridge' || users.length === 0) return []
    const bridge = bridgeByNetwork.get(key)
    if (bridge === undefined)
      return engineSeen ? [{ key, level: 'broken', text: `has no bridge, but is used by ${users.join(', ')}` }] : []
    if (followBack(topology, bridge, 'bridge-port').length > 0) return []
    const text = `has no ports, but network ${nameOf(topology, key)} is used by ${users.join(', ')}`
    return [{ key: bridge, level: 'broken', text }]
  })

/** How many names are said. */
const shown = 3

/** Names of the running containers that Docker gave an address there. */
const usersOf = (topology: Topology, network: string): string[] => {
  const users = followBack(topology, network, 'attached-to')
    .filter(({ key, edge }) => edge.addresses.length > 0 && node(topology, key, 'container')?.state === 'running')
    .map(({ key }) => nameOf(topology, key))
  return users.length > shown ? [...users.slice(0, shown), `${users.length - shown} more`] : users
}
