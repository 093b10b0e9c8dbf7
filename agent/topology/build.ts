import type { Snapshot } from '../../collectors/snapshot.ts'
import { emptyTopology, type Topology } from './graph.ts'
import { type Identities, identitiesOf } from './identity.ts'
import { addNodes } from './nodes.ts'
import { relations } from './relations/index.ts'

/** The records that a graph is to show. What they lead to is looked up in all of the snapshot. */
export type Part = Pick<Snapshot, 'namespaces' | 'links' | 'containers' | 'networks'>

/** What a relation is found in: the snapshot, its things by identity, and which of them are to be shown. */
export interface Scene {
  readonly snapshot: Snapshot
  readonly identities: Identities
  readonly part: Part
}

/**
 * The graph of one snapshot: all nodes first, then every relation between them. Pure.
 * @param part which of its records; an edge is there when both its ends are
 */
export const buildTopology = (snapshot: Snapshot, part: Part = snapshot): Topology => {
  const scene: Scene = { snapshot, identities: identitiesOf(snapshot), part }
  const graph = emptyTopology()
  addNodes(graph, scene)
  for (const relation of Object.values(relations)) relation(graph, scene)
  return graph
}
