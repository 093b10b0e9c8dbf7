import type { NodeOf } from '../../../agent/topology/graph.ts'
import { nodes } from '../reading/follow.ts'
import type { Fault, FaultFinder } from './fault.ts'

/** A container that is not well, by what Docker says of it; or whose network could not be seen. */
export const containerState: FaultFinder = ({ topology }) =>
  nodes(topology, 'container').flatMap(({ key, attributes }) =>
    complaints(attributes).map((complaint) => ({ key, ...complaint })),
  )

const complaints = ({ state, health, netns }: NodeOf<'container'>): Omit<Fault, 'key'>[] => [
  ...(state === 'restarting' ? [{ level: 'broken', text: 'keeps restarting' } as const] : []),
  ...(state === 'dead' ? [{ level: 'broken', text: 'is dead: Docker failed to remove it' } as const] : []),
  ...(health === 'unhealthy' && state === 'running' ? [{ level: 'broken', text: 'is unhealthy' } as const] : []),
  ...(state === 'paused' ? [{ level: 'doubtful', text: 'is paused' } as const] : []),
  ...(state === 'running' && netns === null
    ? [{ level: 'doubtful', text: 'runs, but its network namespace could not be seen' } as const]
    : []),
]
