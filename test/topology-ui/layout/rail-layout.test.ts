import { describe, expect, test } from 'vitest'
import type { Topology } from '../../../agent/topology/graph.ts'
import type { Box, Layout } from '../../../topology-ui/src/layout/layout.ts'
import { blankMemo, type Memo } from '../../../topology-ui/src/layout/memo.ts'
import { layOut } from '../../../topology-ui/src/layout/rail-layout.ts'
import { itemsOf } from '../../../topology-ui/src/map/items.ts'
import { pictureOf } from '../../../topology-ui/src/picture/picture-of.ts'
import { addContainer, madeHost } from '../made-host.ts'

const options = { viewport: { width: 1440, height: 900 }, pinned: new Set<string>() }
const laidOut = (graph: Topology, memo: Memo = blankMemo) => layOut(pictureOf(graph), memo, options)
const cornersOf = (layout: Layout): Map<string, string> =>
  new Map(itemsOf(layout).map(({ id, x, y }) => [id, `${x} ${y}`]))

const moved = (before: Layout, after: Layout): string[] => {
  const now = cornersOf(after)
  return [...cornersOf(before)].flatMap(([id, corner]) => (now.has(id) && now.get(id) !== corner ? [id] : []))
}

/** A container with its namespace, what is in it, and the other ends. */
const remove = (graph: Topology, key: string): void => {
  const attributes = graph.getNodeAttributes(key)
  const netns = attributes.kind === 'container' ? attributes.netns : null
  const inside = netns === null ? [] : graph.filterInNeighbors(netns, (_, { kind }) => kind === 'interface')
  const outside = inside.flatMap((end) => graph.filterNeighbors(end, (_, { kind }) => kind === 'interface'))
  for (const gone of [key, ...(netns === null ? [] : [netns]), ...inside, ...outside]) graph.dropNode(gone)
}

const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height

describe.each([5, 30, 200, 1000])('%i containers', (count) => {
  test('nothing lies over anything else', () => {
    const { layout } = laidOut(madeHost(count))
    const boxes = layout.sites.flatMap(({ host, ports, groups }) => [host, ...(ports ? [ports] : []), ...groups])
    const rows = layout.sites.flatMap(({ groups }) => groups.flatMap((group) => group.rows))
    for (const all of [boxes, rows])
      for (const [at, one] of all.entries())
        expect(all.slice(at + 1).filter((other) => overlap(one, other))).toEqual([])
    for (const { groups } of layout.sites)
      for (const group of groups)
        for (const row of group.rows) {
          expect(row.x + row.width).toBeLessThanOrEqual(group.x + group.width)
          expect(row.y + row.height).toBeLessThanOrEqual(group.y + group.height)
        }
  })

  test('laid out again it is the same, also from a graph in another order', () => {
    const graph = madeHost(count)
    const { layout, memo } = laidOut(graph)
    expect(laidOut(graph, memo)).toEqual({ layout, memo })
    const reversed = graph.emptyCopy() as Topology
    reversed.clear()
    reversed.replaceAttributes(graph.getAttributes())
    for (const key of graph.nodes().toReversed()) reversed.addNode(key, graph.getNodeAttributes(key))
    for (const edge of graph.edges().toReversed()) {
      const [from, to] = graph.extremities(edge)
      reversed.addDirectedEdgeWithKey(edge, from, to, graph.getEdgeAttributes(edge))
    }
    expect(cornersOf(laidOut(reversed).layout)).toEqual(cornersOf(layout))
  })

  test('what comes and goes moves nothing, unless a box has no room left', () => {
    const graph = madeHost(count)
    let { layout, memo } = laidOut(graph)
    let [next, grown] = [count, 0]
    const steps = count === 1000 ? 9 : 60
    for (let step = 0; step < steps; step++) {
      const containers = graph.filterNodes((_, { kind }) => kind === 'container')
      const isRemoval = step % 3 === 2
      if (isRemoval) remove(graph, containers[(step * 7_919) % containers.length] ?? '')
      else addContainer(graph, next++, Math.max(2, Math.min(10, Math.ceil(count / 3))))
      const after = laidOut(graph, memo)
      const others = moved(layout, after.layout).filter((id) => !id.startsWith('more '))
      const isGrown = Object.entries(after.memo.heights).some(([id, height]) => height !== memo.heights[id])
      if (isRemoval || !isGrown) expect(others).toEqual([])
      if (others.length > 0) grown++
      layout = after.layout
      memo = after.memo
    }
    expect(grown).toBeLessThanOrEqual(steps / 3)
  })

  test('who comes again under the same name has the same place', () => {
    const graph = madeHost(count)
    const { layout, memo } = laidOut(graph)
    const [key = ''] = graph.filterNodes(
      (_, attributes) => attributes.kind === 'container' && attributes.netns !== null,
    )
    const without = graph.copy() as Topology
    remove(without, key)
    const between = laidOut(without, memo)
    expect(moved(layout, laidOut(graph, between.memo).layout)).toEqual([])
  })
})

test('on a large host groups are closed, and all that fails is seen by name', () => {
  const { layout } = laidOut(madeHost(1000))
  const groups = layout.sites.flatMap((site) => site.groups)
  expect(groups.every(({ open }) => !open)).toBe(true)
  for (const { group, rows, more } of groups) {
    const failing = group.rows.filter(({ health }) => health === 'failing').length
    expect(rows.filter(({ of }) => of.health === 'failing').length).toBe(Math.min(6, failing))
    expect(more?.failing ?? 0).toBe(Math.max(0, failing - 6))
  }
})

test('somebody opens a group: it stays open, and its header where it is', () => {
  const graph = madeHost(200)
  const first = laidOut(graph)
  const id = first.layout.sites[0]?.groups[0]?.id ?? ''
  const opened = layOut(pictureOf(graph), { ...first.memo, open: { [id]: true } }, options)
  const group = opened.layout.sites[0]?.groups.find((one) => one.id === id)
  expect(group).toMatchObject({
    open: true,
    more: null,
    x: first.layout.sites[0]?.groups[0]?.x,
    y: first.layout.sites[0]?.groups[0]?.y,
  })
  expect(group?.rows.length).toBe(group?.group.rows.length)
})
