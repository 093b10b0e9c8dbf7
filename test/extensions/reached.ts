import type { Codec } from '../../collectors/wire/codec.ts'
import { littleEndian } from '../../collectors/wire/codec.ts'
import { isBits, isStruct } from './tables.ts'

interface Span {
  readonly view: DataView
  readonly at: number
  readonly length: number
}

/** Every row of every table that a codec has: `struct xt_mark_mtinfo1 mark`, `XT_CONNTRACK_STATE`. */
export const rowsOf = (codec: Codec<unknown>): readonly string[] => {
  if (isBits(codec)) return Object.entries(codec.bits.rows).map(([key, row]) => nameOfBit(key, row))
  if (isStruct(codec))
    return Object.entries(codec.struct.rows).flatMap(([key, [, field]]) => [
      `struct ${codec.struct.name} ${key}`,
      ...rowsOf(field),
    ])
  return (codec.parts ?? []).flatMap(rowsOf)
}

/** The rows that some bytes say something in: a field with a byte that is not zero, a bit that is set. */
export const reachedRows = (codec: Codec<unknown>, span: Span): readonly string[] => {
  const { view, at } = span
  if (isBits(codec)) {
    const value = numberAt(span)
    return Object.entries(codec.bits.rows).flatMap(([key, row]) =>
      (value & row[0]) === 0 ? [] : [nameOfBit(key, row)],
    )
  }
  if (isStruct(codec))
    return Object.entries(codec.struct.rows).flatMap(([key, [offset, field]]) => {
      const inner = { view, at: at + offset, length: field.size }
      return isZero(inner) ? [] : [`struct ${codec.struct.name} ${key}`, ...reachedRows(field, inner)]
    })
  return (codec.parts ?? []).flatMap((part) =>
    partSpans(codec, part, span).flatMap((inner) => reachedRows(part, inner)),
  )
}

const nameOfBit = (key: string, [, constant]: readonly [number, string]): string => constant || `bit ${key}`

/** An array has its elements one after the other; any other part reads the same span. */
const partSpans = (codec: Codec<unknown>, part: Codec<unknown>, span: Span): readonly Span[] => {
  const { size } = part
  if (!('elements' in codec) || size === undefined) return [span]
  const count = Math.floor(span.length / size)
  return Array.from({ length: count }, (_, i) => ({ view: span.view, at: span.at + i * size, length: size }))
}

const isZero = ({ view, at, length }: Span): boolean => {
  for (let i = 0; i < length && at + i < view.byteLength; i++) if (view.getUint8(at + i) !== 0) return false
  return true
}

const numberAt = ({ view, at, length }: Span): number => {
  if (length === 1) return view.getUint8(at)
  return length === 2 ? view.getUint16(at, littleEndian) : view.getUint32(at, littleEndian)
}
