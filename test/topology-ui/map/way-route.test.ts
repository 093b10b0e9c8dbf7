import { describe, expect, test } from 'vitest'
import type { Way } from '../../../topology-ui/src/ask/way.ts'
import { blankMemo } from '../../../topology-ui/src/layout/memo.ts'
import { layOut } from '../../../topology-ui/src/layout/rail-layout.ts'
import { itemsOf } from '../../../topology-ui/src/map/items.ts'
import { routeOf } from '../../../topology-ui/src/map/way-route.ts'
import { pictureOf } from '../../../topology-ui/src/picture/picture-of.ts'
import { madeHost } from '../made-host.ts'

const { layout } = layOut(pictureOf(madeHost(20)), blankMemo, {
  viewport: { width: 1440, height: 900 },
  pinned: new Set(),
})
const items = itemsOf(layout)
const homes = layout.sites.flatMap(({ groups }) =>
  groups.filter(({ group }) => group.kind === 'bridge').map(({ rows }) => rows.find(({ of }) => of.kind === 'home')),
)
const keys = homes.flatMap((row) => (row === undefined ? [] : [row.of.key]))
const [first = '', second = ''] = keys

const wayOver = (places: readonly string[], rest: Partial<Way> = {}): Way => ({
  hops: places.map((key, at) => ({ number: at + 1, key, objects: [], title: key, steps: [] })),
  stopped: false,
  culprits: [],
  goal: null,
  ...rest,
})

const pointsOf = (line: string): number[][] =>
  line
    .slice(1)
    .split('L')
    .map((point) => point.split(' ').map(Number))

describe('a way on the map', () => {
  test('goes only right, left, up and down, from one row to the other, and never twice over the same line', () => {
    const { passed, stops } = routeOf(wayOver([first, second]), items, layout)
    const points = pointsOf(passed[0] ?? '')
    const [one, other] = stops.map(({ item }) => [item.x, item.y + item.height / 2])
    expect([points[0], points.at(-1)]).toEqual([one, other])
    const seen = new Set<string>()
    points.slice(1).forEach(([x = 0, y = 0], at) => {
      const [fromX = 0, fromY = 0] = points[at] ?? []
      expect(fromX === x || fromY === y).toBe(true)
      seen.add([fromX, fromY, x, y].join())
    })
    expect(seen.size).toBe(points.length - 1)
  })

  test('to itself has no line', () => {
    expect(routeOf(wayOver([first, first]), items, layout)).toMatchObject({ passed: [], stops: [{ numbers: [1, 2] }] })
  })

  test('that is stopped has one culprit, and what is behind is not reached', () => {
    const host = layout.sites[0]?.site.key ?? ''
    const { stops, unreached } = routeOf(
      wayOver([first, host], { stopped: true, culprits: ['gone', host], goal: second }),
      items,
      layout,
    )
    expect(stops.map(({ state }) => state)).toEqual(['passed', 'culprit', 'unreached'])
    expect(unreached).toHaveLength(1)
  })

  test('that nobody knows to be stopped paints nothing red', () => {
    const { stops, unreached } = routeOf(wayOver([first, second]), items, layout)
    expect(stops.map(({ state }) => state)).toEqual(['passed', 'passed'])
    expect(unreached).toEqual([])
  })
})
