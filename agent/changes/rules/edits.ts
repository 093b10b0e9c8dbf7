/** How one list becomes another. Positions are from 0, in the list of which the item is. */
export interface Edits<T> {
  readonly removed: readonly { readonly at: number; readonly item: T }[]
  readonly added: readonly { readonly at: number; readonly item: T }[]
}

/** Cells of the table above which it is not made: the lists are then taken to have nothing in common. */
const mostCells = 1_000_000

/** The fewest items to take out and put in (the longest common subsequence stays). */
export const editsBetween = <T>(
  before: readonly T[],
  after: readonly T[],
  isSame: (one: T, other: T) => boolean,
): Edits<T> => {
  const same = (left: number, right: number): boolean => {
    const [one, other] = [before[left], after[right]]
    return one !== undefined && other !== undefined && isSame(one, other)
  }
  const shared = Math.min(before.length, after.length)
  let first = 0
  while (first < shared && same(first, first)) first++
  let last = 0
  while (last < shared - first && same(before.length - 1 - last, after.length - 1 - last)) last++
  const [rows, columns] = [before.length - last - first, after.length - last - first]
  const kept =
    rows * columns > mostCells ? [] : keptBetween(rows, columns, (row, column) => same(first + row, first + column))
  const [stays, stayed] = [new Set(kept.map(([row]) => first + row)), new Set(kept.map(([, column]) => first + column))]
  const middle = (list: readonly T[], keep: ReadonlySet<number>): { at: number; item: T }[] =>
    list
      .slice(first, list.length - last)
      .flatMap((item, at) => (keep.has(first + at) ? [] : [{ at: first + at, item }]))
  return { removed: middle(before, stays), added: middle(after, stayed) }
}

/** Pairs of positions of a longest common subsequence. */
const keptBetween = (
  rows: number,
  columns: number,
  same: (row: number, column: number) => boolean,
): readonly (readonly [number, number])[] => {
  const width = columns + 1
  const lengths = new Uint32Array((rows + 1) * width)
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0
  for (let row = rows - 1; row >= 0; row--)
    for (let column = columns - 1; column >= 0; column--)
      lengths[row * width + column] = same(row, column)
        ? lengthAt(row + 1, column + 1) + 1
        : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1))
  const kept: [number, number][] = []
  for (let row = 0, column = 0; row < rows && column < columns; )
    if (same(row, column)) kept.push([row++, column++])
    else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row++
    else column++
  return kept
}
