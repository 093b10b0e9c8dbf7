import { createContext, type KeyboardEvent, use } from 'react'
import type { Item } from './items.ts'

/** What every item of the map needs to know of the whole. */
export interface Tree {
  readonly items: ReadonlyMap<string, Item>
  /** Id of the item that the keyboard is at: the one Tab stop of the map. */
  readonly active: string
  /** Key of the node that is selected. */
  readonly selected: string | null
  /** Ids of the items on the way that is drawn; null: none is, and nothing fades. */
  readonly onWay: ReadonlySet<string> | null
  /** Keys of the nodes that have what is looked for. */
  readonly hits: ReadonlySet<string>
  readonly choose: (item: Item) => void
  readonly toggle: (group: string, open: boolean) => void
}

export const TreeContext = createContext<Tree | null>(null)

/** The attributes of an item of the map (WAI-ARIA 1.2, treeitem); what is selected lights up wherever it is. */
export const useItem = (id: string) => {
  const tree = use(TreeContext)
  const item = tree?.items.get(id)
  if (!tree || !item)
    return { id: domId(id), role: 'treeitem', 'aria-level': 1, tabIndex: -1, 'aria-selected': false } as const
  return {
    id: domId(id),
    role: 'treeitem',
    tabIndex: tree.active === id ? 0 : -1,
    'aria-level': item.level,
    'aria-posinset': item.position,
    'aria-setsize': item.siblings,
    'aria-selected': tree.selected !== null && item.keys.includes(tree.selected),
    'data-hit': item.keys.some((key) => tree.hits.has(key)) || undefined,
    ...(item.kind !== 'group' || item.group === null ? {} : { 'aria-expanded': item.group.open }),
    'data-aside': (tree.onWay !== null && !tree.onWay.has(id)) || undefined,
    onClick: () => tree.choose(item),
  } as const
}

/** Ids of the document have no spaces (HTML, 3.2.6). */
export const domId = (id: string): string => `item-${encodeURIComponent(id)}`

/** Where a key leads from an item; null: nowhere, and the key is somebody else's. */
export const itemAfterKey = (
  { key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  order: readonly Item[],
  active: Item,
): Item | null => {
  if (ctrlKey || metaKey || altKey) return null
  const at = order.indexOf(active)
  switch (key) {
    case 'ArrowDown':
      return order[at + 1] ?? null
    case 'ArrowUp':
      return order[at - 1] ?? null
    case 'Home':
      return order[0] ?? null
    case 'End':
      return order.at(-1) ?? null
    case 'ArrowRight':
      return order[at + 1]?.parent === active.id ? (order[at + 1] ?? null) : null
    case 'ArrowLeft':
      return order.find(({ id }) => id === active.parent) ?? null
    default:
      return null
  }
}
