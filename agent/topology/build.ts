import type { Snapshot } from '../../collectors/snapshot.ts'
import { emptyTopology, type Topology } from './graph.ts'
import { type Identities, identitiesOf } from './identity.ts'
import { addNodes } from './nodes.ts'
import { relations } from './relations/index.ts'

/** What a relation is found in: the snapshot, and its things by identity. */
export interface Scene {
  readonly snapshot: Snapshot
  readonly identities: Identities
}

/** The graph of one snapshot: all nodes first, then every relation between them. Pure. */
export const buildTopology = (snapshot: Snapshot): Topology => {
  const scene: Scene = { snapshot, identities: identitiesOf(snapshot) }
  const graph = emptyTopology()
  addNodes(graph, scene)
  for (const relation of Object.values(relations)) relation(graph, scene)
  return graph
}
