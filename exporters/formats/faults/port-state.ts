import type { NodeOf } from '../../../agent/topology/graph.ts'
import { follow, node, nodes } from '../reading/follow.ts'
import type { Fault, FaultFinder } from './fault.ts'

/** A port of a bridge that does not forward. One that is down or has no carrier does not either; that is said of the link. */
export const portState: FaultFinder = ({ topology }) =>
  nodes(topology, 'interface').flatMap(({ key, attributes }) =>
    isRunning(attributes)
      ? follow(topology, key, 'bridge-port').flatMap((step) => {
          const bridge = node(topology, step.key, 'interface')
          return bridge?.up === true ? said(key, step.edge.state) : []
        })
      : [],
  )

const isRunning = ({ up, operState }: NodeOf<'interface'>): boolean =>
  up && (operState === 'UP' || operState === 'UNKNOWN')

/** BR_STATE_*, linux/if_bridge.h */
const said = (key: string, state: string): Fault[] => {
  switch (state) {
    case 'forwarding':
      return []
    case 'listening':
    case 'learning':
      return [{ key, level: 'doubtful', text: `is ${state}, not yet forwarding` }]
    case 'blocking':
      return [{ key, level: 'broken', text: 'is blocked by the spanning tree protocol' }]
    case 'disabled':
      return [{ key, level: 'broken', text: 'is disabled as a port of its bridge' }]
    default:
      return [{ key, level: 'doubtful', text: 'has a state as a port that is not known' }]
  }
}
