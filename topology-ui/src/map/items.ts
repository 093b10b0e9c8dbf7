import { rowId } from '../layout/comings.ts'
import type { Box, GroupBox, Layout, SiteBox } from '../layout/layout.ts'
import { measures } from '../layout/measures.ts'
import { keysOf } from '../picture/rows.ts'

/** Something on the map that the keyboard reaches: an item of the tree (WAI-ARIA 1.2, tree view). */
export interface Item extends Box {
  /** Unique on the map. */
  readonly id: string
  /** Of the node that it stands for, and that is selected by it. */
  readonly key: string
  /** Of all nodes that are drawn in it: it lights up when one of them is selected. */
  readonly keys: readonly string[]
  readonly level: number
  readonly position: number
  readonly siblings: number
  readonly parent: string | null
  /** Of a group: its id, and whether it is open. */
  readonly group: { readonly id: string; readonly open: boolean } | null
  /** What typing its first letters finds. */
  readonly title: string
  readonly kind: 'site' | 'part' | 'group' | 'row' | 'more'
}

/** Everything on the map from top to bottom, each site before its parts, each group before its rows. */
export const itemsOf = ({ sites }: Layout): readonly Item[] =>
  sites.flatMap((site, at) => {
    const own: Item = {
      ...boxOf(site.host),
      id: siteId(site),
      key: site.site.key,
      keys: [site.site.key],
      level: 1,
      position: at + 1,
      siblings: sites.length,
      parent: null,
      group: null,
      title: site.site.title,
      kind: 'site',
    }
    const parts = partsOf(site)
    const siblings = parts.length + site.groups.length
    return [
      own,
      ...parts.map(
        (part, place): Item => ({
          ...part,
          keys: [part.key],
          level: 2,
          position: place + 1,
          siblings,
          parent: own.id,
          group: null,
          kind: 'part',
        }),
      ),
      ...site.groups.flatMap((group, place) => groupItems(group, own.id, parts.length + place + 1, siblings)),
    ]
  })

export const siteId = ({ site }: SiteBox): string => `site ${site.key}`
export const partId = (site: SiteBox, key: string): string => `part ${site.site.key} ${key}`
export const moreId = (group: string): string => `more ${group}`

const boxOf = ({ x, y, width, height }: Box): Box => ({ x, y, width, height })

type Part = Omit<Item, 'kind' | 'keys' | 'level' | 'position' | 'siblings' | 'parent' | 'group'>

const partsOf = (site: SiteBox): readonly Part[] => [
  ...(site.world === null ? [] : [{ ...boxOf(site.world), id: partId(site, 'world'), key: 'world', title: 'world' }]),
  ...[...site.uplinks, ...site.devices, ...site.residents].map(
    ({ of, ...box }): Part => ({ ...boxOf(box), id: partId(site, of.key), key: of.key, title: of.name }),
  ),
  ...site.publications.map(
    ({ of, ...box }): Part => ({ ...boxOf(box), id: partId(site, of.key), key: of.targetKey, title: of.address }),
  ),
]

const groupItems = (group: GroupBox, parent: string, position: number, siblings: number): readonly Item[] => {
  const { id, open, rows, more } = group
  const count = rows.length + (more === null ? 0 : 1)
  const ordered = rows.toSorted((one, two) => one.x - two.x || one.y - two.y)
  return [
    {
      ...boxOf(group),
      height: measures.headerHeight,
      id,
      key: group.group.key,
      keys: group.group.keys,
      level: 2,
      position,
      siblings,
      parent,
      group: { id, open },
      title: group.group.title,
      kind: 'group' as const,
    },
    ...ordered.map(
      (row, at): Item => ({
        ...boxOf(row),
        id: rowId(id, row.of),
        key: row.of.members[0]?.key ?? row.of.key,
        keys: keysOf(row.of),
        level: 3,
        position: at + 1,
        siblings: count,
        parent: id,
        group: null,
        title: row.of.title,
        kind: 'row',
      }),
    ),
    ...(more === null
      ? []
      : [
          {
            ...boxOf(more),
            id: moreId(id),
            key: group.group.key,
            keys: [],
            level: 3,
            position: count,
            siblings: count,
            parent: id,
            group: { id, open },
            title: '',
            kind: 'more' as const,
          },
        ]),
  ]
}
