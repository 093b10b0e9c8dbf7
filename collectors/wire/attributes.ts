import { type Codec, littleEndian } from './codec.ts'
import { DecodeError } from './error.ts'
import { type Infer, integer, type JsonSchema, list, optional, record, text } from './shape.ts'
import { hex } from './text.ts'

/** `[number, codec, name of the constant without the table's prefix]`. */
export type AttributeRow<T = unknown> = readonly [number: number, codec: Codec<T>, constant: string]
export type AttributeRows = { readonly [name: string]: AttributeRow }

/** An attribute that no row describes: kept as it came. */
export const unknownAttribute = record({ type: integer, bytes: text })
export type UnknownAttribute = Infer<typeof unknownAttribute>
const unknownAttributes = optional(list(unknownAttribute)).optional

declare const leftOut: unique symbol
type LeftOut = { readonly [leftOut]: true }

/** For a row that is known and not wanted (a copy of another one, or of no use to us): it is passed over. */
export const ignored: Codec<LeftOut> & { readonly ignored: true } = {
  json: {},
  ignored: true,
  decode: () => {
    throw new TypeError('an ignored attribute is not decoded')
  },
}

export type InferAttributes<R extends AttributeRows> = {
  readonly [K in keyof R as R[K] extends AttributeRow<LeftOut> ? never : K]?: R[K] extends AttributeRow<infer T>
    ? T
    : never
} & { readonly unknown?: readonly UnknownAttribute[] }

/** A nested list of netlink attributes as a table. */
export interface Attributes<T> extends Codec<T> {
  readonly attributes: { readonly prefix: string; readonly header: string; readonly rows: AttributeRows }
  /** Fills the attributes into an object that the caller has begun. */
  readonly decodeInto: (target: { [name: string]: unknown }, view: DataView, at: number, length: number) => void
}

/** The two top bits of an attribute's type are flags (NLA_F_NESTED, NLA_F_NET_BYTEORDER), `linux/netlink.h`. */
const typeMask = 0x3fff
export const attributeHeaderSize = 4
const align = (length: number): number => (length + 3) & ~3

/** The length of the attribute at `at`, its header included; the list it is in ends at `end`. For loops that see thousands. */
export const attributeLength = (view: DataView, at: number, end: number): number => {
  if (end - at < attributeHeaderSize) throw new DecodeError(`${end - at} bytes after the last attribute`, at)
  const length = view.getUint16(at, littleEndian)
  if (length < attributeHeaderSize || at + length > end)
    throw new DecodeError(`an attribute of ${length} bytes where ${end - at} are left`, at)
  return length
}

export const attributeType = (view: DataView, at: number): number => view.getUint16(at + 2, littleEndian) & typeMask

/** Where the next attribute begins. */
export const attributeAfter = (at: number, length: number): number => at + align(length)

/** Calls `visit` with type, position and length of each attribute's payload. */
export const eachAttribute = (
  view: DataView,
  span: { readonly at: number; readonly length: number },
  visit: (type: number, at: number, length: number) => void,
): void => {
  const end = span.at + span.length
  for (let at = span.at; at < end; ) {
    const length = attributeLength(view, at, end)
    visit(attributeType(view, at), at + attributeHeaderSize, length - attributeHeaderSize)
    at += align(length)
  }
}

/** @param about prefix of the kernel's constants (`IFLA_`) and the UAPI header that defines them */
export const attributes = <const R extends AttributeRows>(
  about: { readonly prefix: string; readonly header: string },
  rows: R,
): Attributes<InferAttributes<R>> => {
  const byNumber: ({ key: string; decode: Codec<unknown>['decode'] | null } | undefined)[] = []
  for (const [key, [number, codec]] of Object.entries(rows))
    byNumber[number] = { key, decode: 'ignored' in codec ? null : codec.decode }

  // One loop and one `try` for the whole list: this is where most of the time of a dump goes.
  const decodeInto = (target: { [name: string]: unknown }, view: DataView, at: number, length: number): void => {
    const end = at + length
    let unknown: UnknownAttribute[] | undefined
    let row: (typeof byNumber)[number]
    try {
      for (let next = at; next < end; ) {
        row = undefined
        const size = attributeLength(view, next, end)
        const type = attributeType(view, next)
        row = byNumber[type]
        const start = next + attributeHeaderSize
        if (row === undefined) {
          unknown ??= []
          unknown.push({ type, bytes: hex.decode(view, start, size - attributeHeaderSize) })
        } else if (row.decode !== null) target[row.key] = row.decode(view, start, size - attributeHeaderSize)
        next += align(size)
      }
    } catch (error) {
      throw error instanceof DecodeError && row !== undefined ? error.within(row.key) : error
    }
    if (unknown !== undefined) target['unknown'] = unknown
  }
  const decode = (view: DataView, at: number, length: number): InferAttributes<R> => {
    const target = {}
    decodeInto(target, view, at, length)
    return target as InferAttributes<R>
  }
  return { json: jsonOf(rows), attributes: { ...about, rows }, decode, decodeInto }
}

const jsonOf = (rows: AttributeRows): JsonSchema => {
  const known = Object.entries(rows).filter(([, [, codec]]) => !('ignored' in codec))
  const properties = Object.fromEntries(known.map(([key, [, codec]]) => [key, codec.json]))
  return { type: 'object', properties: { ...properties, unknown: unknownAttributes.json } }
}

/** A list of attributes that all have the same type and meaning. */
export interface Repeated<T> extends Codec<readonly T[]> {
  readonly repeated: { readonly number: number; readonly codec: Codec<T>; readonly constant?: Constant | undefined }
}
type Constant = { readonly name: string; readonly header: string }

/**
 * A list of attributes that all have the same type and meaning (`IFLA_ALT_IFNAME` in `IFLA_PROP_LIST`). Others are passed over.
 * @param constant the number's name and UAPI header, where no table has it as a row
 */
export const repeated = <T>(number: number, codec: Codec<T>, constant?: Constant): Repeated<T> => ({
  json: { type: 'array', items: codec.json },
  repeated: { number, codec, constant },
  decode: (view, at, length) => {
    const values: T[] = []
    eachAttribute(view, { at, length }, (type, start, size) => {
      if (type === number) values.push(codec.decode(view, start, size))
    })
    return values
  },
})
