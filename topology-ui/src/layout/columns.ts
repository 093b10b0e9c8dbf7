import type { Shape } from './group-box.ts'
import { measures } from './measures.ts'
import { stacked } from './stack.ts'

type Columns = readonly (readonly string[])[]

const mostColumns = 8

/**
 * In which column each group of a site hangs, and in what order. How many columns there are is decided once: so that all of
 * it is seen as large as possible. A group never changes its column; a new one takes room that is free, else the shortest.
 * @param room what a group has taken, also one that went
 */
export const columnsFor = (
  before: Columns | undefined,
  shapes: readonly Shape[],
  room: (id: string) => number,
  viewport: { readonly width: number; readonly height: number },
): Columns => {
  if (before !== undefined) return withNewcomers(before, shapes, room)
  const choices = Array.from({ length: Math.max(1, Math.min(mostColumns, shapes.length)) }, (_, at) => {
    const columns = withNewcomers(
      Array.from({ length: at + 1 }, () => []),
      shapes,
      room,
    )
    return { columns, scale: scaleOf(columns, shapes, viewport) }
  })
  return choices.reduce((best, choice) => (choice.scale > best.scale + 0.01 ? choice : best)).columns
}

const withNewcomers = (before: Columns, shapes: readonly Shape[], room: (id: string) => number): Columns => {
  const present = shapes.map(({ id }) => id)
  const heights = Object.fromEntries([...before.flat(), ...present].map((id) => [id, room(id)]))
  let columns = before.map((column) => [...column])
  for (const { id, height } of shapes) {
    if (columns.some((column) => column.includes(id))) continue
    const vacant = columns.findIndex((column) =>
      column.some((other) => !present.includes(other) && (heights[other] ?? 0) >= height),
    )
    const at = vacant >= 0 ? vacant : shortest(columns, room)
    const here = [...(columns[at] ?? []).filter((other) => present.includes(other)), id]
    columns = columns.map((column, place) => (place === at ? [...stacked(column, here, heights)] : column))
  }
  return columns
}

const lengthOf = (column: readonly string[], room: (id: string) => number): number =>
  column.reduce((sum, id) => sum + room(id) + measures.groupGap, 0)

const shortest = (columns: Columns, room: (id: string) => number): number =>
  columns.reduce((best, column, at) => (lengthOf(column, room) < lengthOf(columns[best] ?? [], room) ? at : best), 0)

/** How large all columns together can be shown; 1 is the natural size. */
const scaleOf = (
  columns: Columns,
  shapes: readonly Shape[],
  viewport: { readonly width: number; readonly height: number },
): number => {
  const byId = new Map(shapes.map((shape) => [shape.id, shape]))
  const sizes = columns.map((column) => ({
    width: measures.gutter + Math.max(0, ...column.map((id) => byId.get(id)?.width ?? 0)),
    height: lengthOf(column, (id) => byId.get(id)?.height ?? 0),
  }))
  const width = sizes.reduce((sum, size) => sum + size.width, 0)
  const height = Math.max(1, ...sizes.map((size) => size.height)) + 240
  return Math.min(1, viewport.width / width, viewport.height / height)
}
