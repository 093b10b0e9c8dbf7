import type { EdgeAttributes, EdgeKind, NodeKind, NodeOf, Topology } from '../../../agent/topology/graph.ts'

type EdgeOf<K extends EdgeKind> = Extract<EdgeAttributes, { kind: K }>

/** A node at the other end of an edge. */
export interface Step<K extends EdgeKind> {
  readonly key: string
  readonly edge: EdgeOf<K>
}

const isOf = <K extends EdgeKind>(edge: EdgeAttributes, kind: K): edge is EdgeOf<K> => edge.kind === kind

/** Where the edges of one kind lead from a node. */
export const follow = <K extends EdgeKind>(topology: Topology, from: string, kind: K): Step<K>[] => {
  const steps: Step<K>[] = []
  topology.forEachOutEdge(from, (_edge, edge, _source, key) => {
    if (isOf(edge, kind)) steps.push({ key, edge })
  })
  return steps
}

/** Where the edges of one kind come from that lead to a node. */
export const followBack = <K extends EdgeKind>(topology: Topology, to: string, kind: K): Step<K>[] => {
  const steps: Step<K>[] = []
  topology.forEachInEdge(to, (_edge, edge, key) => {
    if (isOf(edge, kind)) steps.push({ key, edge })
  })
  return steps
}

/** The attributes of a node, if it is of that kind. */
export const node = <K extends NodeKind>(topology: Topology, key: string, kind: K): NodeOf<K> | null => {
  const attributes = topology.getNodeAttributes(key)
  return isNodeOf(attributes, kind) ? attributes : null
}

const isNodeOf = <K extends NodeKind>(attributes: { kind: NodeKind }, kind: K): attributes is NodeOf<K> =>
  attributes.kind === kind

/** All nodes of one kind, in the order of the graph. */
export const nodes = <K extends NodeKind>(topology: Topology, kind: K): { key: string; attributes: NodeOf<K> }[] => {
  const found: { key: string; attributes: NodeOf<K> }[] = []
  topology.forEachNode((key, attributes) => {
    if (isNodeOf(attributes, kind)) found.push({ key, attributes })
  })
  return found
}
