import { type Codec, littleEndian } from './codec.ts'
import { DecodeError } from './error.ts'

/** `[index, name of the constant without the prefix]`. */
export type WordRows = { readonly [name: string]: readonly [index: number, constant: string] }

/** An array of 32-bit numbers that the kernel indexes by constants; a kernel sends as many as it knows. */
export interface Words<R extends WordRows> extends Codec<{ readonly [K in keyof R]?: number }> {
  readonly words: { readonly prefix: string; readonly header: string; readonly first: number; readonly rows: WordRows }
}

/** @param about prefix of the constants, the header that defines them, and the constant of the first element */
export const words = <const R extends WordRows>(
  about: { readonly prefix: string; readonly header: string; readonly first: number },
  rows: R,
): Words<R> => {
  const { first } = about
  const table = Object.entries(rows).map(([key, [index]]) => ({ key, offset: 4 * (index - first) }))
  return {
    words: { ...about, rows },
    json: { type: 'object', properties: Object.fromEntries(table.map(({ key }) => [key, { type: 'integer' }])) },
    decode: (view, at, length) => {
      if (length % 4 !== 0) throw new DecodeError(`expected 32-bit numbers, got ${length} bytes`, at)
      const values: { [key: string]: number } = {}
      for (const { key, offset } of table) if (offset < length) values[key] = view.getInt32(at + offset, littleEndian)
      return values as { readonly [K in keyof R]?: number }
    },
  }
}
