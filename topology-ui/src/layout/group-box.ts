import type { Group, Row } from '../picture/picture.ts'
import { keysOf } from '../picture/rows.ts'
import type { GroupBox, Placed } from './layout.ts'
import { groupWidth, measures, rowWidth } from './measures.ts'
import type { Slots } from './memo.ts'
import { assignSlots } from './slots.ts'

/** A group before it is known where it stands: its rows are placed from its own corner. */
export type Shape = Omit<GroupBox, 'x' | 'y' | 'gutter'>

/** How many of a closed group are shown all the same. */
const mostShown = 6

export interface Wish {
  readonly id: string
  readonly open: boolean
  /** Keys of what has to be seen also in a closed group: the selection, a path, what was searched. */
  readonly pinned: ReadonlySet<string>
}

const { rowHeight, rowPitch, rowsPerStack, stacksPerBlock, busWidth, padding, headerHeight } = measures

/** @param remember gives the slots of a list, and keeps them */
export const shapeOf = (
  group: Group,
  { id, open, pinned }: Wish,
  remember: (list: string, assign: (before: Slots | undefined) => Slots) => Slots,
): Shape => {
  const wanted = open ? group.rows : notable(group, pinned)
  const places = wanted.map(({ place }) => place)
  const { slots, capacity } = open
    ? remember(id, (before) => assignSlots(before, places))
    : remember(`${id} closed`, (before) => assignSlots(present(before, places), places, mostShown))
  const rows = wanted.flatMap((of): Placed<Row>[] => {
    const slot = slots[of.place]
    return slot === undefined ? [] : [{ of, ...cornerOf(slot), width: rowWidth, height: rowHeight }]
  })
  const stacks = Math.max(1, Math.min(stacksPerBlock, Math.ceil(capacity / rowsPerStack)))
  const width = groupWidth(stacks)
  const rest = group.rows.filter(
    ({ place }) => slots[place] === undefined || !wanted.some((row) => row.place === place),
  )
  const end = capacity === 0 ? headerHeight : headerHeight + heightOf(capacity)
  const more = open
    ? null
    : {
        x: padding,
        y: end,
        width: width - 2 * padding,
        height: rowHeight,
        count: rest.filter(({ kind }) => kind !== 'visit').length,
        failing: rest.filter(({ health }) => health === 'failing').length,
      }
  const height = (more !== null && rest.length > 0 ? end + rowPitch : end) + (capacity === 0 ? 0 : padding)
  return { id, group, open, width, height, rows, more: rest.length > 0 ? more : null }
}

/** In trouble first; a closed group never hides that. */
const notable = ({ rows }: Group, pinned: ReadonlySet<string>): readonly Row[] => {
  const isPinned = (row: Row): boolean => keysOf(row).some((key) => pinned.has(key))
  const shown = rows.filter((row) => isPinned(row) || row.health === 'failing')
  return shown.toSorted((one, two) => Number(isPinned(two)) - Number(isPinned(one))).slice(0, mostShown)
}

/** Of a closed group, whose rows come and go with their troubles, nobody who went is remembered. */
const present = (before: Slots | undefined, places: readonly string[]): Slots | undefined =>
  before && {
    capacity: before.capacity,
    slots: Object.fromEntries(Object.entries(before.slots).filter(([place]) => places.includes(place))),
  }

/** Stack after stack, and block below block, so that a slot stays where it is however large the group becomes. */
const cornerOf = (slot: number): { readonly x: number; readonly y: number } => {
  const block = Math.floor(slot / (rowsPerStack * stacksPerBlock))
  const stack = Math.floor(slot / rowsPerStack) % stacksPerBlock
  return {
    x: padding + busWidth + stack * (busWidth + rowWidth + measures.stackGap),
    y: headerHeight + block * blockHeight + (slot % rowsPerStack) * rowPitch,
  }
}

const blockHeight = rowsPerStack * rowPitch + measures.blockGap

const heightOf = (capacity: number): number => {
  const whole = Math.floor(capacity / (rowsPerStack * stacksPerBlock))
  const rest = capacity - whole * rowsPerStack * stacksPerBlock
  return whole * blockHeight + Math.min(rest, rowsPerStack) * rowPitch
}
