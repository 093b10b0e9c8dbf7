import { type Codec, littleEndian } from '../../wire/codec.ts'
import { cstring, hex } from '../../wire/text.ts'
import type { Span } from './span.ts'

/** A piece of user data: its type and where its bytes are. */
interface Piece extends Span {
  readonly type: number
  /** With its header, as it came. */
  readonly whole: Span
}

/** What a piece of a type means, by name; null where its bytes are not what they should be. */
export type UserdataRows<T> = { readonly [type: number]: (view: DataView, span: Span) => Partial<T> | null }

type WithRest<T> = Partial<T> & { readonly otherUserdata?: string }

/**
 * User data: pieces of a type, a length and as many bytes (libnftnl's udata.h). The kernel never looks at it, so that it may be
 * anything, of any program: what is not understood is kept in hexadecimal, and nothing of it is an error.
 */
export const userdata = <T>(rows: UserdataRows<T>): Codec<WithRest<T>> => ({
  json: { type: 'object' },
  decode: (view, at, length) => {
    const pieces = split(view, at, length)
    if (pieces === null) return { otherUserdata: hex.decode(view, at, length) } as WithRest<T>
    const known: { [name: string]: unknown } = {}
    let rest = ''
    for (const piece of pieces) {
      const meaning = rows[piece.type]?.(view, piece) ?? null
      const [name = ''] = Object.keys(meaning ?? {})
      if (meaning === null || name in known) rest += hex.decode(view, piece.whole.at, piece.whole.length)
      else Object.assign(known, meaning)
    }
    if (rest !== '') known['otherUserdata'] = rest
    return known as WithRest<T>
  },
})

const split = (view: DataView, at: number, length: number): readonly Piece[] | null => {
  const pieces: Piece[] = []
  const end = at + length
  for (let next = at; next < end; ) {
    const size = next + 1 < end ? view.getUint8(next + 1) : Number.POSITIVE_INFINITY
    if (next + 2 + size > end) return null
    pieces.push({ type: view.getUint8(next), at: next + 2, length: size, whole: { at: next, length: size + 2 } })
    next += 2 + size
  }
  return pieces
}

/** libnftnl writes numbers in host byte order. */
export const number = (view: DataView, { at, length }: Span): number | null =>
  length === 4 ? view.getUint32(at, littleEndian) : null

type Commented = { readonly comment: string }
export const comment = (view: DataView, { at, length }: Span): Commented => ({
  comment: cstring.decode(view, at, length),
})

/** Of tables, chains, rules and objects: NFTNL_UDATA_RULE_COMMENT 0 and the like. */
export const commentOnly = userdata<Commented>({ 0: comment })
