import { linkInfo, linkKinds } from '../../collectors/netlink/link-kinds/index.ts'
import type { LinkKind } from '../../collectors/netlink/link-kinds/kind.ts'
import { multipath } from '../../collectors/netlink/messages/route-nexthops.ts'
import { type AttributeRow, eachAttribute } from '../../collectors/wire/attributes.ts'
import type { Codec } from '../../collectors/wire/codec.ts'
import { cstring } from '../../collectors/wire/text.ts'
import { isAttributes, isHeaded, isRepeated, isStruct, isWords, type Table } from './tables.ts'

/** A run of bytes with a name, and what it is made of. */
export interface Piece {
  readonly at: number
  readonly length: number
  readonly label: string
  readonly pieces: readonly Piece[]
}

/** Called for every row that the bytes contain, and (`kind`) for every link kind. */
export type Reach = (table: Table | 'kind' | 'port', row: string) => void

interface Span {
  readonly view: DataView
  readonly at: number
  readonly length: number
}

/** Takes the bytes of a codec apart along its tables. The codec must be able to decode them. */
export const dissect = (codec: Codec<unknown>, span: Span, reach: Reach): readonly Piece[] => {
  if (codec === linkInfo) return linkInfoPieces(span, reach)
  if (codec === multipath) return nexthopPieces(span, reach)
  if (isHeaded(codec)) {
    const head = (codec.header.size + 3) & ~3
    return [
      ...dissect(codec.header, { ...span, length: head }, reach),
      ...dissect(codec.attributes, { ...span, at: span.at + head, length: Math.max(0, span.length - head) }, reach),
    ]
  }
  if (isStruct(codec)) {
    for (const [key, [offset, field]] of Object.entries(codec.struct.rows)) {
      if (offset + field.size > span.length) continue
      reach(codec, key)
      dissect(field, { ...span, at: span.at + offset, length: field.size }, reach)
    }
    return [{ at: span.at, length: span.length, label: `struct ${codec.struct.name}`, pieces: [] }]
  }
  if (isWords(codec)) {
    for (const [key, [index]] of Object.entries(codec.words.rows))
      if (4 * (index - codec.words.first) < span.length) reach(codec, key)
    return []
  }
  if (isAttributes(codec)) return attributePieces(codec, span, reach)
  if (isRepeated(codec)) return repeatedPieces(codec.repeated, span, reach)
  return (codec.parts ?? []).flatMap((part) => dissect(part, span, reach))
}

type AttributeTable = Extract<Table, { attributes: unknown }>

const attributePieces = (table: AttributeTable, span: Span, reach: Reach): readonly Piece[] => {
  const { prefix, rows } = table.attributes
  return everyAttribute(span, (type, payload) => {
    const found = Object.entries(rows).find(([, [number]]) => number === type)
    if (found === undefined) return { label: `${prefix.replace(/_$/, '')} ${type}, unknown`, pieces: [] }
    const [key, [, codec, constant]]: [string, AttributeRow] = found
    reach(table, key)
    return { label: prefix + constant, pieces: dissect(codec, payload, reach) }
  })
}

const repeatedPieces = (
  repeated: {
    readonly number: number
    readonly codec: Codec<unknown>
    readonly constant?: { name: string } | undefined
  },
  span: Span,
  reach: Reach,
): readonly Piece[] =>
  everyAttribute(span, (type, payload) =>
    type === repeated.number
      ? { label: repeated.constant?.name ?? `element ${type}`, pieces: dissect(repeated.codec, payload, reach) }
      : { label: `${type}, passed over`, pieces: [] },
  )

type Inside = { readonly label: string; readonly pieces: readonly Piece[] }

const everyAttribute = (span: Span, inside: (type: number, payload: Span) => Inside): readonly Piece[] => {
  const { view } = span
  const pieces: Piece[] = []
  eachAttribute(view, span, (type, at, length) => {
    const padded = Math.min((length + 3) & ~3, span.at + span.length - at)
    pieces.push({ at: at - 4, length: padded + 4, ...inside(type, { view, at, length }) })
  })
  return pieces
}

const kindAt: { readonly [type: number]: { readonly of: number; readonly part: 'data' | 'port' } } = {
  2: { of: 1, part: 'data' },
  5: { of: 4, part: 'port' },
}

const linkInfoPieces = (span: Span, reach: Reach): readonly Piece[] => {
  const names = new Map<number, string>()
  everyAttribute(span, (type, { view, at, length }) => {
    if (type === 1 || type === 4) names.set(type, cstring.decode(view, at, length))
    return { label: '', pieces: [] }
  })
  const kinds: { readonly [kind: string]: LinkKind<unknown> } = linkKinds
  for (const [type, name] of names) if (Object.hasOwn(kinds, name)) reach(type === 1 ? 'kind' : 'port', name)
  const [info] = linkInfo.parts ?? []
  const pieces = info === undefined ? [] : dissect(info, span, reach)
  const inner: (readonly Piece[])[] = []
  everyAttribute(span, (type, payload) => {
    const { of, part } = kindAt[type] ?? { of: 0, part: 'data' }
    const codec = kinds[names.get(of) ?? '']?.[part]
    inner.push(codec === undefined ? [] : dissect(codec, payload, reach))
    return { label: '', pieces: [] }
  })
  return pieces.map((piece, i) => ({ ...piece, pieces: inner[i] ?? [] }))
}

const nexthopPieces = ({ view, at, length }: Span, reach: Reach): readonly Piece[] => {
  const [header, attributes] = multipath.parts ?? []
  const pieces: Piece[] = []
  for (let start = at; start < at + length; ) {
    const size = view.getUint16(start, true)
    if (header && attributes) {
      pieces.push(...dissect(header, { view, at: start, length: 8 }, reach))
      pieces.push(...dissect(attributes, { view, at: start + 8, length: size - 8 }, reach))
    }
    start += (size + 3) & ~3
  }
  return pieces
}
