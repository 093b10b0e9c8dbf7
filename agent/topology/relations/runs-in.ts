import { relate } from '../graph.ts'
import { containerKey } from '../identity.ts'
import type { Relation } from './index.ts'

/** A container to its network namespace; several may share one. */
export const runsIn: Relation = (graph, { snapshot, identities }) => {
  for (const { id, netns } of snapshot.containers)
    if (netns !== null) relate(graph, [containerKey(id), identities.netnsKey(netns)], { kind: 'runs-in' })
}
