import type { Codec, Decode, FixedCodec } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import type { Shape } from '../../wire/shape.ts'
import type { Struct } from '../../wire/struct.ts'
import type { ArrayCodec } from './array.ts'

/** The fields of a struct, each decoded when it is asked for; `at` is where the struct begins, `count` how much of an array is wanted. */
export type Fields<T> = { readonly [K in keyof T]-?: (view: DataView, at: number, count?: number) => T[K] }

const isArray = (codec: Codec<unknown>): codec is ArrayCodec<unknown> => 'first' in codec

const fieldsOf = <T>(table: Struct<T>): Fields<T> =>
  Object.fromEntries(
    Object.entries(table.struct.rows).map(([key, [offset, codec]]) => {
      const read = (view: DataView, at: number, count?: number): unknown => {
        try {
          return count !== undefined && isArray(codec)
            ? codec.first(view, at + offset, count)
            : codec.decode(view, at + offset, codec.size)
        } catch (error) {
          throw error instanceof DecodeError ? error.within(key) : error
        }
      }
      return [key, read]
    }),
  ) as Fields<T>

/** A struct of which only those fields are decoded that its other fields say are in use. */
export const chosen = <T, U>(
  table: Struct<T>,
  shape: Shape<U>,
  choose: (fields: Fields<T>, view: DataView, at: number) => U,
): FixedCodec<U> => {
  const fields = fieldsOf(table)
  const { name } = table.struct
  const decode: Decode<U> = (view, at, length) => {
    if (length < table.size) throw new DecodeError(`struct ${name} has ${table.size} bytes, got ${length}`, at)
    return choose(fields, view, at)
  }
  return { json: shape.json, size: table.size, parts: [table], decode }
}
