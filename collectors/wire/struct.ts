import type { Codec, FixedCodec } from './codec.ts'
import { DecodeError } from './error.ts'
import type { JsonSchema } from './shape.ts'

/** `[offset, codec, name of the field in the kernel's struct]`. */
export type StructRow<T = unknown> = readonly [offset: number, codec: StructField<T>, field: string]

/** A codec of known size; `grown` marks a field that a later kernel appended. */
export type StructField<T> = FixedCodec<T> & { readonly grown?: boolean }

export type StructRows = { readonly [name: string]: StructRow }

type Grown = { readonly grown: true }
type InferRows<R extends StructRows> = {
  readonly [K in keyof R as R[K][1] extends Grown ? never : K]: R[K] extends StructRow<infer T> ? T : never
} & { readonly [K in keyof R as R[K][1] extends Grown ? K : never]?: R[K] extends StructRow<infer T> ? T : never }

/** A kernel struct as a table. `name` and the field names are checked against the installed headers by a test. */
export interface Struct<T> extends Codec<T> {
  readonly size: number
  readonly struct: { readonly name: string; readonly header: string; readonly rows: StructRows }
  /** Fills the fields into an object that the caller has begun. */
  readonly decodeInto: (target: { [name: string]: unknown }, view: DataView, at: number, length: number) => void
}

/** A field that kernels before the one that added it do not send: absent then. */
export const grown = <T>(codec: FixedCodec<T>): StructField<T> & Grown => ({
  ...codec,
  grown: true,
})

/**
 * @param header the UAPI header that defines it, for example `linux/if_link.h`
 * @param size bytes that every kernel sends; more bytes are growth and left alone, fewer are an error
 */
export const struct = <const R extends StructRows>(
  about: { readonly name: string; readonly header: string; readonly size: number },
  rows: R,
): Struct<InferRows<R>> => {
  const { name, header, size } = about
  const table = Object.entries(rows).map(([key, [offset, codec]]) => ({
    key,
    offset,
    size: codec.size,
    decode: codec.decode,
    grown: codec.grown === true,
  }))
  const decodeInto = (target: { [name: string]: unknown }, view: DataView, at: number, length: number): void => {
    if (length < size) throw new DecodeError(`struct ${name} has ${size} bytes, got ${length}`, at)
    for (const row of table) {
      if (row.grown && row.offset + row.size > length) continue
      target[row.key] = row.decode(view, at + row.offset, row.size)
    }
  }
  const decode = (view: DataView, at: number, length: number): InferRows<R> => {
    const target = {}
    decodeInto(target, view, at, length)
    return target as InferRows<R>
  }
  return { json: jsonOf(rows), size, struct: { name, header, rows }, decode, decodeInto }
}

const jsonOf = (rows: StructRows): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(rows).map(([key, [, codec]]) => [key, codec.json])),
  required: Object.entries(rows).flatMap(([key, [, codec]]) => (codec.grown ? [] : [key])),
})
