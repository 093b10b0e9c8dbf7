import { printable } from '../printable.ts'

/** How a word is to be read. Each style also says itself in words: colour only helps. */
export type Style = 'plain' | 'strong' | 'dim' | 'broken' | 'doubtful' | 'good'

/** Text that is safe to show. Made by `say` only. */
export interface Span {
  readonly text: string
  readonly style: Style
}

/** What stays together on a line as long as a line is long enough for it. */
export type Part = readonly Span[]

export interface Row {
  readonly parts: readonly Part[]
  readonly children: readonly Row[]
}

/** @param limit characters, as for `printable` */
export const say = (text: string, style: Style = 'plain', limit?: number): Part => [
  { text: printable(text, limit), style },
]

/** Empty parts are not drawn; they keep the others in their columns. */
export const row = (parts: readonly Part[], children: readonly Row[] = []): Row => ({ parts, children })

/** The width of a part in characters; a terminal shows some of them (East Asian ones) wider. */
export const widthOf = (part: Part): number => part.reduce((sum, { text }) => sum + [...text].length, 0)

/** Parts are in columns as far as these are no wider than this. */
const widestColumn = 20

/** Pads the first `count` parts of every row to columns; all rows must have them, empty ones included. */
export const inColumns = (rows: readonly Row[], count: number): Row[] => {
  const widths = Array.from({ length: count }, (_, column) =>
    rows.reduce((widest, { parts }) => Math.max(widest, Math.min(widestColumn, widthOf(parts[column] ?? []))), 0),
  )
  return rows.map(({ parts, children }) => ({
    children,
    parts: parts.flatMap((part, column) => {
      const width = widths[column] ?? 0
      if (column >= count) return [part]
      return width === 0 ? [] : [[...part, { text: ' '.repeat(Math.max(0, width - widthOf(part))), style: 'plain' }]]
    }),
  }))
}
