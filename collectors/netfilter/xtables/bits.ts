import type { FixedCodec } from '../../wire/codec.ts'
import type { JsonSchema } from '../../wire/shape.ts'

/** `[value of the bit, name of its constant in the table's header]`; the name is empty where the header has none. */
export type BitRows = { readonly [name: string]: readonly [bit: number, constant: string] }

/** Each known bit by name. `other` has those that are set and not known. */
export type InferBits<R extends BitRows> = { readonly [K in keyof R]: boolean } & { readonly other?: number }

/** A number whose bits mean something each. */
export interface Bits<R extends BitRows> extends FixedCodec<InferBits<R>> {
  readonly bits: { readonly header: string; readonly rows: BitRows }
}

/**
 * @param codec how the number lies in memory
 * @param header the UAPI header that has the constants
 */
export const bits = <const R extends BitRows>(codec: FixedCodec<number>, header: string, rows: R): Bits<R> => {
  const table = Object.entries(rows).map(([key, [bit]]) => ({ key, bit }))
  const known = table.reduce((all, { bit }) => all | bit, 0)
  return {
    bits: { header, rows },
    json: jsonOf(rows),
    size: codec.size,
    decode: (view, at, length) => {
      const value = codec.decode(view, at, length)
      const target: { [key: string]: boolean | number } = {}
      for (const { key, bit } of table) target[key] = (value & bit) !== 0
      const other = (value & ~known) >>> 0
      if (other !== 0) target['other'] = other
      return target as InferBits<R>
    },
  }
}

const jsonOf = (rows: BitRows): JsonSchema => ({
  type: 'object',
  properties: {
    ...Object.fromEntries(Object.keys(rows).map((key) => [key, { type: 'boolean' }])),
    other: { type: 'integer' },
  },
  required: Object.keys(rows),
})
