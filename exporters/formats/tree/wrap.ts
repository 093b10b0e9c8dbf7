import { type Part, type Span, widthOf } from './row.ts'

export interface Width {
  /** Of the whole line. */
  readonly columns: number
  /** Taken at the start of the first line, and of the next ones, by what is drawn there. */
  readonly first: number
  readonly next: number
  /** Spaces between two parts. */
  readonly gap?: number | undefined
  /** Spaces before continued lines, after what is drawn there. If not said they begin under the second part, if that is not too far to the right. */
  readonly hanging?: number | undefined
}

const usualGap = 2
const deepestIndent = 24
const smallestIndent = 4
/** A line has room for this much, however narrow the terminal is. */
const narrowest = 30

/** Breaks a row into lines: between parts, or between the words of a part that is wider than a line. */
export const wrap = (
  all: readonly Part[],
  { columns, first, next, gap: space = usualGap, hanging }: Width,
): Span[][] => {
  const parts = all.filter((part) => widthOf(part) > 0)
  const column = widthOf(parts[0] ?? []) + space + first - next
  const isShallow = column > 0 && column <= deepestIndent && columns - next - column >= narrowest
  const indent = hanging ?? (isShallow ? column : smallestIndent)
  const room = Math.max(narrowest, columns - next - indent)
  const lines: Span[][] = []
  let line: Span[] = []
  let free = Math.max(narrowest, columns - first)
  for (const { spans, gap } of parts.flatMap((part) => fitted(part, room, space))) {
    const width = widthOf(spans)
    const before = line.length === 0 ? 0 : gap
    if (before + width > free && line.length > 0) {
      lines.push(line)
      line = [blank(indent), ...spans]
      free = room - width
    } else {
      line.push(blank(before), ...spans)
      free -= before + width
    }
  }
  return [...lines, line]
}

const blank = (width: number): Span => ({ text: ' '.repeat(width), style: 'plain' })

interface Piece {
  readonly spans: Part
  /** Spaces before it, unless it begins a line. */
  readonly gap: number
}

const fitted = (part: Part, room: number, gap: number): Piece[] => {
  if (widthOf(part) <= room) return [{ spans: part, gap }]
  const words = part.flatMap(({ text, style }) =>
    text
      .split(/(?<![✗!]) +/)
      .filter((word) => word !== '')
      .flatMap((word) =>
        chunks(word, room).map((chunk, index) => ({ spans: [{ text: chunk, style }], gap: index === 0 ? 1 : 0 })),
      ),
  )
  return words.map((word, index) => (index === 0 ? { ...word, gap } : word))
}

/** A word without a space, in pieces that fit. */
const chunks = (word: string, room: number): string[] => {
  const characters = [...word]
  return Array.from({ length: Math.ceil(characters.length / room) }, (_, index) =>
    characters.slice(index * room, (index + 1) * room).join(''),
  )
}
