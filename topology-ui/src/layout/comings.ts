import type { Row } from '../picture/picture.ts'
import type { Layout, Placed } from './layout.ts'

/** A row that is not there any more, and where it was. */
export interface Departed extends Placed<Row> {
  readonly id: string
}

/** The same for a row in every layout: its group, and its place there. */
export const rowId = (group: string, { place }: Row): string => `${group} · ${place}`

/** Rows that were shown and are gone, unless another stands there now. */
export const departuresIn = (before: Layout, after: Layout): readonly Departed[] => {
  const [was, is] = [rowsOf(before), rowsOf(after)]
  const known = allIds(after)
  const taken = new Set([...is.values()].map(cornerOf))
  return [...was].flatMap(([id, row]) => (known.has(id) || taken.has(cornerOf(row)) ? [] : [{ ...row, id }]))
}

/** Rows that were not there before, also as a member of a group that is closed. */
export const arrivalsIn = (before: Layout, after: Layout): ReadonlySet<string> => {
  const known = allIds(before)
  return new Set([...allIds(after)].filter((id) => !known.has(id)))
}

const cornerOf = ({ x, y }: Placed<Row>): string => `${x} ${y}`

const rowsOf = ({ sites }: Layout): ReadonlyMap<string, Placed<Row>> =>
  new Map(
    sites.flatMap(({ groups }) =>
      groups.flatMap(({ id, rows }) => rows.map((row): [string, Placed<Row>] => [rowId(id, row.of), row])),
    ),
  )

const allIds = ({ sites }: Layout): ReadonlySet<string> =>
  new Set(sites.flatMap(({ groups }) => groups.flatMap(({ id, group }) => group.rows.map((row) => rowId(id, row)))))
