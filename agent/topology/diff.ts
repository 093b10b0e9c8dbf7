import { isEqual } from '../../collectors/equal.ts'
import type { EdgeKind, NodeKind, Topology } from './graph.ts'
import { type Lasting, lastingOfNode } from './lasting.ts'

/** A node or an edge that came, went or changed. Of one that changed, `before` and `after` are the attributes that did. */
export type GraphChange = {
  /** Its key in the graph. */
  readonly object: string
  readonly kind: NodeKind | EdgeKind
  /** Of an edge. */
  readonly ends: readonly [from: string, to: string] | null
} & (
  | { readonly change: 'added'; readonly after: Lasting }
  | { readonly change: 'removed'; readonly before: Lasting }
  | { readonly change: 'changed'; readonly before: Lasting; readonly after: Lasting }
)

/**
 * What turns one graph into another. Counters and other things that change by themselves do not count (`lastingOfNode`). What
 * goes is told first, edges before the nodes that they need; then what comes, nodes before edges; then what changed.
 */
export const diffTopologies = (before: Topology, after: Topology): readonly GraphChange[] => {
  const [was, is] = [elementsOf(before), elementsOf(after)]
  const removed: GraphChange[] = []
  const added: GraphChange[] = []
  const changed: GraphChange[] = []
  for (const [object, old] of was)
    if (!isSame(old, is.get(object))) removed.push({ ...old.name, change: 'removed', before: old.says })
  for (const [object, present] of is) {
    const old = was.get(object)
    if (!isSame(present, old)) added.push({ ...present.name, change: 'added', after: present.says })
    else if (old !== undefined) changed.push(...changeOf(old, present))
  }
  return [...removed.reverse(), ...added, ...changed]
}

interface Element {
  readonly name: Pick<GraphChange, 'object' | 'kind' | 'ends'>
  readonly says: Lasting
  /** Which namespace it belongs to, where its key does not tell for ever: the kernel uses inodes again. */
  readonly life: unknown
}

const isSame = (one: Element, other: Element | undefined): boolean => other !== undefined && one.life === other.life

/** Nodes first. */
const elementsOf = (graph: Topology): ReadonlyMap<string, Element> => {
  const elements = new Map<string, Element>()
  graph.forEachNode((object, attributes) => {
    const life = attributes.kind === 'interface' ? lifeOf(graph, object) : attributes.kind === 'netns' && attributes.id
    elements.set(object, { name: { object, kind: attributes.kind, ends: null }, says: lastingOfNode(attributes), life })
  })
  graph.forEachDirectedEdge((object, attributes, from, to) => {
    const life = `${elements.get(from)?.life} ${elements.get(to)?.life}`
    elements.set(object, { name: { object, kind: attributes.kind, ends: [from, to] }, says: { ...attributes }, life })
  })
  return elements
}

/** The id of the namespace that an interface is in. */
const lifeOf = (graph: Topology, key: string): string | undefined => {
  const netns = key.replace(/^if:(.*)\/.*$/, 'netns:$1')
  const attributes = graph.hasNode(netns) ? graph.getNodeAttributes(netns) : undefined
  return attributes?.kind === 'netns' ? attributes.id : undefined
}

const changeOf = ({ says: was }: Element, { name, says: is }: Element): readonly GraphChange[] => {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((at) => !isEqual(was[at], is[at]))
  if (names.length === 0) return []
  const only = (says: Lasting): Lasting => Object.fromEntries(names.map((at) => [at, says[at]]))
  return [{ ...name, change: 'changed', before: only(was), after: only(is) }]
}
