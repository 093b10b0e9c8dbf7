import type { ToldChange } from '../../agent/changes/event.ts'
import { ruleKinds } from '../../agent/changes/event.ts'
import type { NodeAttributes } from '../../agent/topology/graph.ts'
import { type Lasting, lastingOfNode } from '../../agent/topology/lasting.ts'

/** A node or an edge, without what changes by itself. */
interface Element {
  readonly ends: readonly [from: string, to: string] | null
  readonly says: Lasting
}

/** Nodes and edges by their keys. */
export type LastingGraph = Map<string, Element>

/** graphology's serialized form, as the API and the command print it. */
interface Serialized {
  readonly nodes: readonly { readonly key: string; readonly attributes: NodeAttributes }[]
  readonly edges: readonly {
    readonly key: string
    readonly source: string
    readonly target: string
    readonly attributes: Lasting
  }[]
}

export const lastingGraphOf = (json: string): LastingGraph => {
  const { nodes, edges }: Serialized = JSON.parse(json)
  return new Map<string, Element>([
    ...nodes.map(({ key, attributes }) => [key, { ends: null, says: lastingOfNode(attributes) }] as const),
    ...edges.map(({ key, source, target, attributes }) => [key, { ends: [source, target], says: attributes }] as const),
  ])
}

/** Puts a change into the graph, as the README tells a reader of events to. One that is in it already changes nothing. */
export const applyChange = (graph: LastingGraph, { kind, change, object, ends, before, after }: ToldChange): void => {
  if (ruleKinds.some((rule) => rule === kind)) return
  if (change === 'removed') graph.delete(object)
  else if (change === 'added') graph.set(object, { ends, says: { ...(after as Lasting) } })
  else {
    const was = graph.get(object)
    if (was === undefined) return
    // What is only in `before` is not said any more.
    const gone = new Set(Object.keys(before as Lasting))
    const kept = Object.entries(was.says).filter(([name]) => !gone.has(name))
    graph.set(object, { ends, says: { ...Object.fromEntries(kept), ...(after as Lasting) } })
  }
}

/**
 * The part of a graph that one run of the lab made, as sorted lines: its named namespaces, and whatever is connected with
 * them. Everything is connected through the host and the world, which are left out.
 */
export const linesOfRun = (graph: LastingGraph, runId: string): readonly string[] => {
  const near = new Map<string, string[]>()
  for (const { ends } of graph.values()) {
    const [from, to] = ends ?? ['host', 'host']
    if ([from, to].some((end) => end === 'host' || end === 'world')) continue
    near.set(from, [...(near.get(from) ?? []), to])
    near.set(to, [...(near.get(to) ?? []), from])
  }
  const found = new Set<string>()
  const waiting = [...graph].filter(([, { says }]) => isNamedFor(says, runId)).map(([key]) => key)
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (found.has(key)) continue
    found.add(key)
    waiting.push(...(near.get(key) ?? []))
  }
  return [...graph]
    .filter(([key, { ends }]) => (ends ?? [key]).every((end) => found.has(end)))
    .map(([key, { says }]) => `${key} ${JSON.stringify(says, inOrder)}`)
    .sort()
}

const isNamedFor = ({ kind, names }: Lasting, runId: string): boolean =>
  kind === 'netns' && Array.isArray(names) && names.some((name) => String(name).startsWith(`${runId}-`))

/** The fields of an object in the order of the alphabet. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value
