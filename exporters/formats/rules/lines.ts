import { paint } from '../tree/paint.ts'
import { type Part, type Span, say, widthOf } from '../tree/row.ts'
import { wrap } from '../tree/wrap.ts'

export interface Page {
  readonly columns: number
  readonly color: boolean
}

/** What stands on a line, or on several if one is too short. */
export interface Line {
  /** Spaces before it. */
  readonly indent: number
  readonly parts: readonly Part[]
  /** Spaces between two parts; two if not said. */
  readonly gap?: number
  /** Spaces before continued lines, after the indent; if not said they begin under the second part. */
  readonly hanging?: number
  /** `# …`: behind the rest if there is room for all of it, else on lines of its own. */
  readonly note?: Part
}

const noteGap = 2
const usualHanging = 4
/** Behind the spaces there is room for this much, or there are fewer spaces. */
const narrowest = 30

/** The line as text, broken where the page ends. */
export const linesOf = ({ columns, color }: Page, { indent, parts, note = [], gap, hanging }: Line): string[] => {
  const hasRoom = hanging !== undefined && columns - indent - hanging >= narrowest
  const below = hasRoom ? hanging : usualHanging
  const lines: Span[][] = wrap(parts, {
    columns,
    first: indent,
    next: indent,
    gap,
    hanging: hanging === undefined ? undefined : below,
  })
  const last = lines.at(-1)
  if (widthOf(note) > 0) {
    if (last !== undefined && indent + widthOf(last) + noteGap + widthOf(note) <= columns)
      last.push(...blank(noteGap), ...note)
    else {
      const deeper = indent + below
      const more = wrap([note], { columns, first: deeper, next: deeper, hanging: 2 })
      lines.push(...more.map((line) => [...blank(below), ...line]))
    }
  }
  return lines.map((line) => paint([...blank(indent), ...line], color))
}

const blank = (width: number): Part => say(' '.repeat(width))
