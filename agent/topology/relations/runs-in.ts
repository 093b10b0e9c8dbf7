import { relate } from '../graph.ts'
import { containerKey } from '../identity.ts'
import type { Relation } from './index.ts'

/** A container to its network namespace; several may share one. */
export const runsIn: Relation = (graph, { part, identities }) => {
  for (const { id, netns } of part.containers)
    if (netns !== null) relate(graph, [containerKey(id), identities.netnsKey(netns)], { kind: 'runs-in' })
}
