import { relate } from '../graph.ts'
import type { Relation } from './index.ts'

/** An interface to the namespace that it is in. */
export const inNetns: Relation = (graph, { snapshot, identities }) => {
  for (const link of snapshot.links)
    relate(graph, [identities.interfaceKey(link), identities.netnsKey(link.netns)], { kind: 'in' })
}
