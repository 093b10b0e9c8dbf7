import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changeSchema, type ToldChange } from '../../../agent/changes/event.ts'
import { diffTopologies } from '../../../agent/topology/diff.ts'
import type { Topology } from '../../../agent/topology/graph.ts'
import { lastingOfNode } from '../../../agent/topology/lasting.ts'
import { applyChange } from '../../../topology-ui/src/live/apply-change.ts'
import { madeHost } from '../made-host.ts'

/** What turns one graph into another, as the agent tells it: through JSON. */
const told = (before: Topology, after: Topology): ToldChange[] =>
  diffTopologies(before, after).map((change) => {
    const whole = { schema: changeSchema, id: '', at: '', words: null, before: null, after: null, ...change }
    return JSON.parse(JSON.stringify(whole)) as ToldChange
  })

/** All of a graph of which a change is told, in an order of its own. */
const lasting = (graph: Topology): unknown => ({
  nodes: graph.mapNodes((key, attributes) => [key, lastingOfNode(attributes)]).toSorted(),
  edges: graph.mapEdges((key, attributes) => [key, attributes]).toSorted(),
})

const nodeCount = madeHost(12).order

/** A host of twelve containers without some of its nodes, and with some changed. */
const someHost = fc
  .record({
    gone: fc.array(fc.nat(nodeCount - 1), { maxLength: 12 }),
    down: fc.array(fc.nat(nodeCount - 1), { maxLength: 6 }),
  })
  .map(({ gone, down }) => {
    const graph = madeHost(12)
    const keys = graph.nodes()
    for (const at of down)
      graph.updateNodeAttributes(keys[at], (attributes) =>
        attributes.kind === 'interface' ? { ...attributes, up: false, operState: 'DOWN' } : attributes,
      )
    for (const at of new Set(gone)) graph.dropNode(keys[at])
    return graph
  })

test('changes lead from any graph to any other', () => {
  fc.assert(
    fc.property(someHost, someHost, (before, after) => {
      const graph = before.copy() as Topology
      for (const change of told(before, after)) applyChange(graph, change)
      expect(lasting(graph)).toEqual(lasting(after))
    }),
    { numRuns: 60 },
  )
})

test('a graph that was fetched after some of the changes is right after all of them', () => {
  fc.assert(
    fc.property(someHost, someHost, someHost, (first, second, third) => {
      const graph = second.copy() as Topology
      for (const change of [...told(first, second), ...told(second, third)]) applyChange(graph, change)
      expect(lasting(graph)).toEqual(lasting(third))
    }),
    { numRuns: 60 },
  )
})

test('rules and findings are none of the graph, though they name a node of it', () => {
  const graph = madeHost(12)
  const before = lasting(graph)
  const [object = ''] = graph.nodes()
  for (const kind of ['rule', 'finding'] as const)
    for (const change of ['added', 'changed', 'removed'] as const) {
      const news = { schema: changeSchema, id: '', at: '', kind, change, object, ends: null, words: null } as const
      expect(applyChange(graph, { ...news, before: { severity: 'low' }, after: { severity: 'high' } })).toBe(false)
    }
  expect(lasting(graph)).toEqual(before)
})
