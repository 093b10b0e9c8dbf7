import type { Picture, Site } from '../picture/picture.ts'
import { type Band, bandOf } from './band.ts'
import { columnsFor } from './columns.ts'
import { type Shape, shapeOf } from './group-box.ts'
import type { Box, GroupBox, Layout, Placed, SiteBox } from './layout.ts'
import { groupWidth, measures } from './measures.ts'
import type { Memo, Slots } from './memo.ts'
import { stacked } from './stack.ts'

export interface LayoutOptions {
  /** What the page is looked at through; only the first layout asks. */
  readonly viewport: { readonly width: number; readonly height: number }
  /** Keys of nodes that have to be seen also in a closed group. */
  readonly pinned: ReadonlySet<string>
}

/** Up to so many containers, every group is open from the beginning. */
const mostOpen = 150

/**
 * Where everything is: a pure function of the picture and what is remembered of the layout before. Each site has a band with
 * the world, its uplinks and its own namespace; from a rail below it hang the groups in columns. Nothing that was there moves
 * for what comes, goes or changes, unless a box needs more room than it has: then what is below it moves down.
 */
export const layOut = (picture: Picture, memo: Memo, options: LayoutOptions): { layout: Layout; memo: Memo } => {
  const lists: { [id: string]: Slots } = { ...memo.lists }
  const heights: { [id: string]: number } = { ...memo.heights }
  const openByDefault = memo.openByDefault ?? picture.containers <= mostOpen
  const sticky = (id: string, height: number): number => {
    heights[id] = Math.max(heights[id] ?? 0, height)
    return heights[id]
  }
  const rememberIn =
    (site: string) =>
    (list: string, assign: (before: Slots | undefined) => Slots): Slots => {
      const id = `${site} · ${list}`
      lists[id] = assign(lists[id])
      return lists[id]
    }
  const columns: { [site: string]: readonly (readonly string[])[] } = { ...memo.columns }
  const drafts = unique(picture.sites).map(({ place, site }) => {
    const remember = rememberIn(place)
    const shapes = site.groups.map((group, at) => {
      const name = site.groups.findIndex((other) => other.place === group.place) === at ? group.place : group.key
      const id = `${place} · ${name}`
      const open = memo.open[id] ?? openByDefault
      const shape = shapeOf(group, { id, open, pinned: options.pinned }, (list, assign) => {
        lists[list] = assign(lists[list])
        return lists[list]
      })
      return { ...shape, height: sticky(open ? id : `${id} closed`, shape.height) }
    })
    const room = (id: string): number => heights[(memo.open[id] ?? openByDefault) ? id : `${id} closed`] ?? 0
    columns[place] = columnsFor(columns[place], shapes, room, options.viewport)
    return { place, ...siteBox(site, bandOf(site, remember), shapes, columns[place], room) }
  })
  const roomOf = Object.fromEntries(drafts.map(({ place, height }) => [place, height]))
  // A site has no less room than it had, unless somebody closed what is in it.
  const rooms = { ...heights, ...roomOf }
  const sites = stacked(
    memo.sites,
    drafts.map(({ place }) => place),
    rooms,
  )
  const placed: SiteBox[] = []
  let y = 0
  for (const id of sites) {
    const draft = drafts.find(({ place }) => place === id)
    if (draft !== undefined) placed.push(movedDown(draft, y))
    const height = draft?.height ?? rooms[id] ?? 0
    heights[id] = height
    y += height + measures.siteGap
  }
  const layout = { picture, sites: placed, bounds: boundsOf(placed) }
  return { layout, memo: { ...memo, sites, columns, heights, lists, openByDefault } }
}

/** Two sites may be called alike. */
const unique = (sites: readonly Site[]): { readonly place: string; readonly site: Site }[] =>
  sites.map((site, at) => ({
    place: sites.findIndex(({ place }) => place === site.place) === at ? site.place : `${site.place} ${site.key}`,
    site,
  }))

const siteBox = (
  site: Site,
  band: Band,
  shapes: readonly Shape[],
  columns: readonly (readonly string[])[],
  room: (id: string) => number,
): SiteBox => {
  const { height: bandHeight, ...parts } = band
  const rail = bandHeight + measures.railGap
  const byId = new Map(shapes.map((shape) => [shape.id, shape]))
  const groups: GroupBox[] = []
  let x = 0
  let bottom = bandHeight
  for (const column of columns) {
    let y = rail + measures.railGap
    let width = 0
    for (const id of column) {
      const shape = byId.get(id)
      if (shape !== undefined) {
        groups.push(standing(shape, x + measures.gutter, y, x + measures.gutter / 2))
        bottom = Math.max(bottom, y + shape.height)
        width = Math.max(width, shape.width)
      }
      y += (shape?.height ?? room(id)) + measures.groupGap
    }
    x += measures.gutter + Math.max(width, groupWidth(1))
  }
  const right = Math.max(x, parts.host.x + parts.host.width, (parts.ports?.x ?? 0) + (parts.ports?.width ?? 0))
  return { ...parts, site, rail, groups, x: 0, y: 0, width: right, height: bottom }
}

const standing = (shape: Shape, x: number, y: number, gutter: number): GroupBox => ({
  ...shape,
  x,
  y,
  gutter,
  rows: shape.rows.map((row) => ({ ...row, x: row.x + x, y: row.y + y })),
  more: shape.more && { ...shape.more, x: shape.more.x + x, y: shape.more.y + y },
})

const movedDown = (box: SiteBox, by: number): SiteBox => {
  const down = <B extends Box>(one: B): B => ({ ...one, y: one.y + by })
  const all = <T>(placed: readonly Placed<T>[]): Placed<T>[] => placed.map(down)
  return {
    ...box,
    y: by,
    world: box.world && down(box.world),
    uplinks: all(box.uplinks),
    host: down(box.host),
    devices: all(box.devices),
    residents: all(box.residents),
    ports: box.ports && down(box.ports),
    publications: all(box.publications),
    rail: box.rail + by,
    groups: box.groups.map((group) => ({
      ...down(group),
      rows: all(group.rows),
      more: group.more && down(group.more),
    })),
  }
}

const boundsOf = (sites: readonly SiteBox[]): Box => ({
  x: 0,
  y: 0,
  width: Math.max(0, ...sites.map(({ x, width }) => x + width)),
  height: Math.max(0, ...sites.map(({ y, height }) => y + height)),
})
