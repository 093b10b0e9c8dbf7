import { type FixedCodec, mapped } from '../../wire/codec.ts'
import { named } from '../../wire/scalars.ts'
import { list, text } from '../../wire/shape.ts'

/** Words of ours beside the kernel's numbers: `[number, name of the constant without the prefix]`. */
type Rows = { readonly [word: string]: readonly [value: number, constant: string] }

/** Prefix of the constants, and the UAPI header that defines them. */
type About = { readonly prefix: string; readonly header: string }

/** A number with words. `constants` is checked against the installed headers by a test. */
export type Worded<T> = FixedCodec<T> & { readonly constants: About & { readonly rows: Rows } }

/** One of several: the word, or the number's decimal digits where we have none. */
export const oneWord = (codec: FixedCodec<number>, about: About, rows: Rows): Worded<string> => {
  const words = Object.fromEntries(Object.entries(rows).map(([word, [value]]) => [value, word]))
  return { ...named(codec, words), constants: { ...about, rows } }
}

/** Bits: a word for each that is set; those that we do not know, together, in hexadecimal. */
export const flagWords = (codec: FixedCodec<number>, about: About, rows: Rows): Worded<readonly string[]> => {
  const known = Object.entries(rows).map(([word, [bit]]) => ({ word, bit }))
  const wordsOf = (value: number): readonly string[] => {
    const words: string[] = []
    let rest = value
    for (const { word, bit } of known)
      if ((value & bit) !== 0) {
        words.push(word)
        rest &= ~bit
      }
    if (rest !== 0) words.push(`0x${(rest >>> 0).toString(16)}`)
    return words
  }
  return { ...mapped(codec, list(text), wordsOf), constants: { ...about, rows } }
}
