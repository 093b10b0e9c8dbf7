import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildTopology } from '../../../agent/topology/build.ts'
import { changedPart } from '../../../agent/topology/changed-part.ts'
import { changedRecords } from '../../../agent/topology/changed-records.ts'
import { diffTopologies, type GraphChange } from '../../../agent/topology/diff.ts'
import { lastingOfNode } from '../../../agent/topology/lasting.ts'
import { isEqual } from '../../../collectors/equal.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { exampleSnapshot } from '../../exporters/example-snapshot.ts'

type Changes = readonly GraphChange[]

const wholeDiff = (before: Snapshot, after: Snapshot): Changes =>
  diffTopologies(buildTopology(before), buildTopology(after))

const partialDiff = (before: Snapshot, after: Snapshot): Changes => {
  const [was, is] = changedPart([before, after], changedRecords(before, after))
  return diffTopologies(buildTopology(before, was), buildTopology(after, is))
}

/** The lasting attributes of every node and edge, by key. */
const elementsOf = (snapshot: Snapshot): Map<string, unknown> => {
  const graph = buildTopology(snapshot)
  const nodes = graph.mapNodes((key, attributes) => [key, { ...lastingOfNode(attributes) }] as const)
  const edges = graph.mapEdges((key, attributes, from, to) => [key, { ...attributes, from, to }] as const)
  return new Map<string, unknown>([...nodes, ...edges])
}

const applied = (elements: Map<string, unknown>, changes: Changes): Map<string, unknown> => {
  const result = new Map(elements)
  for (const { object, ends, ...change } of changes) {
    const around = ends === null ? {} : { from: ends[0], to: ends[1] }
    if (change.change === 'removed') {
      expect(result.has(object)).toBe(true)
      result.delete(object)
    } else if (change.change === 'added') {
      expect(result.has(object)).toBe(false)
      result.set(object, { ...change.after, ...around })
    } else result.set(object, { ...(result.get(object) as object), ...change.after })
  }
  return result
}

const inOrder = (changes: Changes): Changes =>
  changes.toSorted((one, other) => (`${one.object} ${one.change}` < `${other.object} ${other.change}` ? -1 : 1))

const lists = [
  'namespaces',
  'links',
  'addresses',
  'routes',
  'nexthops',
  'bridgeVlans',
  'containers',
  'networks',
  'nftables',
  'sockets',
  'socketOwners',
] as const satisfies readonly (keyof Snapshot)[]

const step = fc.record({
  list: fc.constantFrom(...lists),
  at: fc.nat(40),
  kind: fc.constantFrom('remove', 'copy', 'field', 'field', 'field'),
  field: fc.nat(40),
  other: fc.nat(40),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Takes a record away, makes another object of it, or gives one of its fields the value that another record has there. */
const changedBy = (snapshot: Snapshot, { list, at, kind, field, other }: Step): Snapshot => {
  const records: readonly { readonly [name: string]: unknown }[] = snapshot[list]
  const chosen = records[at % Math.max(1, records.length)]
  if (chosen === undefined) return snapshot
  const next = records.flatMap((record) => {
    if (record !== chosen) return [record]
    if (kind === 'remove') return []
    if (kind === 'copy') return [structuredClone(record)]
    const source = records[other % records.length] ?? {}
    const names = Object.keys(source).filter((name) => !keyFields.includes(name))
    const name = names[field % Math.max(1, names.length)] ?? ''
    return [name in source ? { ...record, [name]: source[name] } : record]
  })
  return { ...snapshot, [list]: next }
}
/** What tells one record from another stays; a namespace's inode is its own, too. */
const keyFields = ['id', 'ifindex', 'inode', 'handle']

test('the difference turns one graph into the other, and is found without the whole graphs', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), fc.array(step, { maxLength: 6 }), (first, second) => {
      const before = first.reduce(changedBy, exampleSnapshot)
      const after = second.reduce(changedBy, before)
      const whole = wholeDiff(before, after)
      expect(applied(elementsOf(before), whole)).toEqual(elementsOf(after))
      expect(inOrder(partialDiff(before, after))).toEqual(inOrder(whole))
    }),
    { numRuns: 500 },
  )
})

test('the same look again, as other objects, makes no difference', () => {
  expect(partialDiff(exampleSnapshot, structuredClone(exampleSnapshot))).toEqual([])
  expect(wholeDiff(exampleSnapshot, structuredClone(exampleSnapshot))).toEqual([])
})

test('what changes by itself makes no difference', () => {
  const later: Snapshot = {
    ...exampleSnapshot,
    namespaces: exampleSnapshot.namespaces.map((one) => ({ ...one, pids: [...one.pids, 4321] })),
    links: exampleSnapshot.links.map((link) => ({
      ...link,
      ...(link.stats64 && { stats64: { ...link.stats64, rxBytes: link.stats64.rxBytes + 1n } }),
    })),
  }
  expect(isEqual(later.links, exampleSnapshot.links)).toBe(false)
  expect(wholeDiff(exampleSnapshot, later)).toEqual([])
})

test('a namespace that took over the inode of another is another, with all that is in it', () => {
  const namespaces = exampleSnapshot.namespaces.map((one) => (one.root ? one : { ...one, id: `${one.id}1` }))
  const newId = (netns: string): string => (namespaces.some(({ id }) => id === netns) ? netns : `${netns}1`)
  const after: Snapshot = {
    ...exampleSnapshot,
    namespaces,
    links: exampleSnapshot.links.map((link) => ({ ...link, netns: newId(link.netns) })),
  }
  const changes = wholeDiff(exampleSnapshot, after)
  const inode = namespaces.find(({ root, inode: one }) => !root && one !== null)?.inode
  expect(changes.filter(({ object }) => object === `netns:${inode}`).map(({ change }) => change)).toEqual([
    'removed',
    'added',
  ])
  expect(inOrder(partialDiff(exampleSnapshot, after))).toEqual(inOrder(changes))
})
