import type { Topology } from '../../../agent/topology/graph.ts'
import type { FormatOptions } from '../format.ts'
import { bridgeByNetwork } from '../reading/bridge-by-network.ts'
import { nodes } from '../reading/follow.ts'
import { containerState } from './container-state.ts'
import { endpoint } from './endpoint.ts'
import type { Fault, FaultFinder } from './fault.ts'
import { linkState } from './link-state.ts'
import { networkBridge } from './network-bridge.ts'
import { pairEnds } from './pair-ends.ts'
import { portState } from './port-state.ts'
import { publishedPort } from './published-port.ts'

/** What is looked for. One file and one word each. */
const finders: readonly FaultFinder[] = [
  containerState,
  endpoint,
  linkState,
  networkBridge,
  pairEnds,
  portState,
  publishedPort,
]

/** The faults of every node that has some: broken ones first. */
export const faultsOf = (topology: Topology, { engine }: FormatOptions['snapshot']): ReadonlyMap<string, Fault[]> => {
  const engineNetns = engine?.netns ?? null
  const engineSeen =
    engineNetns !== null && nodes(topology, 'netns').some(({ attributes }) => attributes.id === engineNetns)
  const ground = { topology, engineSeen, bridgeByNetwork: bridgeByNetwork(topology) }
  const faults = finders.flatMap((find) => [...find(ground)])
  return Map.groupBy(
    faults.toSorted((one, two) => rank(one) - rank(two)),
    ({ key }) => key,
  )
}

const rank = ({ level }: Fault): number => (level === 'broken' ? 0 : 1)
