import type { ToldChange } from '../../../agent/changes/event.ts'
import type { EdgeAttributes, NodeAttributes, Topology } from '../../../agent/topology/graph.ts'

/**
 * Brings a topology to the state after a change. What is so already stays: the topology may have been fetched after the
 * change happened. Changes of rules and findings are none of the graph.
 * @returns whether the graph is another one now
 */
export const applyChange = (topology: Topology, told: ToldChange): boolean => {
  const { kind, ends } = told
  if (isElsewhere(kind)) return false
  return ends === null ? applyToNode(topology, told) : applyToEdge(topology, told, ends)
}

const isElsewhere = (kind: ToldChange['kind']): boolean =>
  kind === 'table' || kind === 'chain' || kind === 'rule' || kind === 'set' || kind === 'finding'

interface Attributes {
  readonly [name: string]: unknown
}

/** What events leave out because it changes all the time. */
const blank: { readonly [kind: string]: Attributes } = {
  netns: { pids: [], command: null },
  interface: { counters: {} },
}

const applyToNode = (topology: Topology, { change, object, kind, before, after }: ToldChange): boolean => {
  const isThere = topology.hasNode(object)
  if (change === 'removed') {
    if (isThere) topology.dropNode(object)
    return isThere
  }
  if (change === 'added') topology.mergeNode(object, { ...blank[kind], ...(after as Attributes) } as NodeAttributes)
  else if (isThere)
    topology.replaceNodeAttributes(object, changed(topology.getNodeAttributes(object), before, after) as NodeAttributes)
  return isThere || change === 'added'
}

const applyToEdge = (
  topology: Topology,
  { change, object, before, after }: ToldChange,
  [from, to]: readonly [string, string],
): boolean => {
  const isThere = topology.hasEdge(object)
  if (change === 'removed') {
    if (isThere) topology.dropEdge(object)
    return isThere
  }
  if (isThere)
    topology.replaceEdgeAttributes(
      object,
      (change === 'added' ? after : changed(topology.getEdgeAttributes(object), before, after)) as EdgeAttributes,
    )
  else if (change === 'added' && topology.hasNode(from) && topology.hasNode(to))
    topology.addDirectedEdgeWithKey(object, from, to, after as EdgeAttributes)
  else return false
  return true
}

/** A name that is only in `before` is gone. */
const changed = (attributes: object, before: unknown, after: unknown): Attributes => {
  const [was, is] = [before as Attributes, after as Attributes]
  const kept = Object.entries(attributes).filter(([name]) => !(name in was) || name in is)
  return { ...Object.fromEntries(kept), ...is }
}
