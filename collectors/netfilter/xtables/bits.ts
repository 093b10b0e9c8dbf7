import type { FixedCodec } from '../../wire/codec.ts'
import type { JsonSchema } from '../../wire/shape.ts'

/** `[value of the bit, name of its constant in the table's header]`; the name is empty where the header has none. */
export type BitRows = { readonly [name: string]: readonly [bit: number, constant: string] }

/** Each known bit by name. `other` has those that are set and not known. */
type InferBits<R extends BitRows> = { readonly [K in keyof R]: boolean } & { readonly other?: number }

/** A number whose bits mean something each. */
export interface Bits<R extends BitRows> extends FixedCodec<InferBits<R>> {
  readonly bits: { readonly header: string; readonly rows: BitRows }
}

/** Combinations that are remembered. */
const mostSeen = 256

/**
 * @param codec how the number lies in memory
 * @param header the UAPI header that has the constants
 */
export const bits = <const R extends BitRows>(codec: FixedCodec<number>, header: string, rows: R): Bits<R> => {
  const table = Object.entries(rows).map(([key, [bit]]) => ({ key, bit }))
  const known = table.reduce((all, { bit }) => all | bit, 0)
  const named = (value: number): InferBits<R> => {
    const target: { [key: string]: boolean | number } = {}
    for (const { key, bit } of table) target[key] = (value & bit) !== 0
    const other = (value & ~known) >>> 0
    if (other !== 0) target['other'] = other
    return target as InferBits<R>
  }
  // A firewall uses few combinations, and many times: each is one object.
  const seen = new Map<number, InferBits<R>>()
  return {
    bits: { header, rows },
    json: jsonOf(rows),
    size: codec.size,
    decode: (view, at, length) => {
      const value = codec.decode(view, at, length)
      const before = seen.get(value)
      if (before !== undefined) return before
      const result = named(value)
      if (seen.size < mostSeen) seen.set(value, result)
      return result
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
