import { relate } from '../graph.ts'
import type { Relation } from './index.ts'

/** An interface to the namespace that it is in. */
export const inNetns: Relation = (graph, { part, identities }) => {
  for (const link of part.links)
    relate(graph, [identities.interfaceKey(link), identities.netnsKey(link.netns)], { kind: 'in' })
}
