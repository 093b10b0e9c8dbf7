import type { Way } from '../ask/way.ts'
import type { Box, GroupBox, Layout, SiteBox } from '../layout/layout.ts'
import { measures } from '../layout/measures.ts'
import type { Item } from './items.ts'

/** A place on the way. */
export interface Stop {
  readonly item: Item
  /** Of the hops that are there: a packet may come back. Empty where it never came. */
  readonly numbers: readonly number[]
  readonly state: 'passed' | 'culprit' | 'unreached'
}

/** A way as it is drawn. */
export interface Route {
  readonly stops: readonly Stop[]
  /** Lines of what the packet went, and of what it did not. */
  readonly passed: readonly string[]
  readonly unreached: readonly string[]
}

/** Where a way goes on the map, along the lines that are there. */
export const routeOf = (way: Way, items: readonly Item[], layout: Layout): Route => {
  const went = way.hops.flatMap(({ number, key, objects }) => {
    const item = key === null ? undefined : itemOf(key, objects, items)
    return item === undefined ? [] : [{ number, item }]
  })
  const last = went.at(-1)?.item
  const culprit = way.stopped ? (firstOf(way.culprits, items) ?? last) : undefined
  const goal = way.stopped && way.goal !== null ? itemOf(way.goal, way.culprits, items) : undefined
  const rest = [last, culprit, goal].filter((item) => item !== undefined)
  const all = [...new Set([...went.map(({ item }) => item), ...rest])]
  return {
    stops: all.map((item) => ({
      item,
      numbers: went.filter((one) => one.item === item).map(({ number }) => number),
      state: item === culprit ? 'culprit' : went.some((one) => one.item === item) ? 'passed' : 'unreached',
    })),
    passed: linesOver(
      went.map(({ item }) => item),
      layout,
    ),
    unreached: linesOver(rest, layout),
  }
}

/** What a node is drawn as. A namespace on several networks is drawn on each: of these, where one of the objects is. */
const itemOf = (key: string, objects: readonly string[], items: readonly Item[]): Item | undefined => {
  const own = items.filter(({ keys }) => keys.includes(key))
  return own.find(({ keys }) => objects.some((object) => keys.includes(object))) ?? own[0]
}

const firstOf = (keys: readonly string[], items: readonly Item[]): Item | undefined =>
  keys.map((key) => items.find((item) => item.keys.includes(key))).find((item) => item !== undefined)

const linesOver = (items: readonly Item[], layout: Layout): readonly string[] =>
  items.slice(1).flatMap((item, at) => {
    const before = items[at]
    return before === undefined || before === item ? [] : [lineBetween(before, item, layout)]
  })

type Point = readonly [x: number, y: number]

/** Up from the one to what all hang on, down to the other; what would be gone up and down again is left out. */
const lineBetween = (one: Item, other: Item, layout: Layout): string => {
  const [up, down] = [ascent(one, layout), ascent(other, layout)]
  const [first, ...points] = withoutSpikes([...up, ...down.toReversed()])
  return first === undefined ? '' : `M${first.join(' ')}${points.map((point) => `L${point.join(' ')}`).join('')}`
}

/** From an item by its bus, the line of its column and the rail to the namespace of its site, and on to where sites meet. */
const ascent = (item: Item, { sites }: Layout): readonly Point[] => {
  const site = sites.find((one) => item.y >= one.y - 1 && item.y <= one.y + one.height)
  if (site === undefined) return [[item.x, middle(item)]]
  const { host } = site
  const root: readonly Point[] = [
    [host.x + host.width / 2, host.y + host.height],
    [outside, host.y + host.height],
    [outside, 0],
  ]
  const group = site.groups.find(({ id }) => id === item.id || id === item.parent)
  if (group !== undefined) return [...inGroup(item, group), ...toRail(group, site), ...root]
  if (item.x < host.x) return [...toHost(item, site), ...root]
  return root
}

/** Left of everything: only ways from one site to another go there. */
const outside = -24

const inGroup = (item: Item, { rows, id, ...group }: GroupBox): readonly Point[] => {
  if (item.id === id) return [[group.x, group.y + measures.headerHeight / 2]]
  const bus = (x: number): number => x - measures.busWidth + 8
  const top = group.y + measures.headerHeight - 8
  const first = Math.min(...rows.map(({ x }) => bus(x)))
  return [
    [item.x, middle(item)],
    [bus(item.x), middle(item)],
    [bus(item.x), top],
    [first, top],
    [first, group.y + measures.headerHeight / 2],
    [group.x, group.y + measures.headerHeight / 2],
  ]
}

const toRail = ({ gutter, y }: GroupBox, { rail, host }: SiteBox): readonly Point[] => [
  [gutter, y + measures.headerHeight / 2],
  [gutter, rail],
  [host.x + host.width / 2, rail],
]

/** The world is beyond an uplink, and an uplink left of the host: along its edge. */
const toHost = (item: Item, { world, uplinks, host }: SiteBox): readonly Point[] => {
  const isWorld = world !== null && item.x === world.x
  const [uplink = item] = isWorld ? uplinks : []
  const entry = Math.min(middle(host), host.y + 28)
  const bend = (from: Box, x: number, y: number): readonly Point[] => {
    const right = from.x + from.width
    return [
      [right, middle(from)],
      [(right + x) / 2, middle(from)],
      [(right + x) / 2, y],
      [x, y],
    ]
  }
  return [
    ...(isWorld ? bend(item, uplink.x, middle(uplink)) : []),
    ...bend(uplink, host.x, entry),
    [host.x, host.y + host.height],
  ]
}

const middle = ({ y, height }: Box): number => y + height / 2

/** Leaves out each point at which a line turns back on itself, and each at which it does not turn. */
const withoutSpikes = (points: readonly Point[]): readonly Point[] => {
  const kept: Point[] = []
  for (const point of points) {
    for (let last = kept.at(-1); last !== undefined; last = kept.at(-1)) {
      const before = kept.at(-2)
      const isSame = last[0] === point[0] && last[1] === point[1]
      const isStraight =
        before !== undefined && [0, 1].some((axis) => [before, last, point].every((one) => one[axis] === point[axis]))
      if (!isSame && !isStraight) break
      kept.pop()
    }
    kept.push(point)
  }
  return kept
}
