import { paint } from './paint.ts'
import type { Row } from './row.ts'
import { wrap } from './wrap.ts'

export interface Canvas {
  readonly columns: number
  readonly color: boolean
}

/** The lines of a tree. Every row hangs on the line above it. */
export const drawTree = (rows: readonly Row[], canvas: Canvas, prefix = ''): string[] =>
  rows.flatMap((row, index) => {
    const last = index === rows.length - 1
    const below = `${prefix}${last ? '   ' : '│  '}`
    const branch = `${prefix}${last ? '└─ ' : '├─ '}`
    const trunk = `${below}${row.children.length > 0 ? '│  ' : ''}`
    return [
      ...wrap(row.parts, { columns: canvas.columns, first: branch.length, next: trunk.length }).map((line, number) =>
        paint([{ text: number === 0 ? branch : trunk, style: 'dim' }, ...line], canvas.color),
      ),
      ...drawTree(row.children, canvas, below),
    ]
  })
