import { countOf, parseCount } from '../wire/count.ts'
import { DecodeError } from '../wire/error.ts'
import type { Count } from '../wire/shape.ts'

/** What a file said: the first `length` bytes of a buffer that the next file will overwrite. */
export interface Content {
  readonly bytes: Buffer
  readonly length: number
}

const newline = 0x0a
const digit0 = 0x30
/** So many digits always fit into a number without loss. */
const safeDigits = 15
/** Digits of 2^64 - 1. */
const mostDigits = 20

/**
 * Limits from here on are none: version 1 says it with the largest page counter, in bytes, rounded down to pages or huge
 * pages (include/linux/page_counter.h), which is just below 2^63.
 */
const noLimit = 2 ** 62

export const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= digit0 && byte <= digit0 + 9

/** Whether these bytes are there. */
export const isAt = (word: Buffer, bytes: Buffer, at: number): boolean => {
  for (let i = 0; i < word.length; i += 1) if (word[i] !== bytes[at + i]) return false
  return true
}

/**
 * A decimal number, exact.
 * @throws DecodeError for anything else than 1 to 20 digits
 */
export const countBetween = (bytes: Buffer, from: number, to: number): Count => {
  if (to <= from || to - from > mostDigits) throw new DecodeError('expected a number', from)
  let value = 0
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]
    if (byte === undefined || !isDigit(byte)) throw new DecodeError('expected a number', at)
    value = value * 10 + byte - digit0
  }
  return to - from <= safeDigits ? value : countOf(BigInt(bytes.toString('latin1', from, to)))
}

/** The same for a word. */
export const countIn = (word: string): Count => {
  const value = word.length > mostDigits ? null : parseCount(word)
  if (value === null) throw new DecodeError('expected a number', 0)
  return value
}

/** A file of the kernel ends with the end of a line: one that does not was cut. Empty is whole. */
export const assertWhole = ({ bytes, length }: Content): void => {
  if (length > 0 && bytes[length - 1] !== newline) throw new DecodeError('ends within a line', length)
}

export const textOf = (content: Content): string => {
  assertWhole(content)
  return content.bytes.toString('latin1', 0, Math.max(0, content.length - 1))
}

/** The lines of a file with few of them. */
export const linesOf = (content: Content): readonly string[] =>
  content.length === 0 ? [] : textOf(content).split('\n')

/** A file with one number. */
export const numberOf = (content: Content): Count => {
  assertWhole(content)
  return countBetween(content.bytes, 0, content.length - 1)
}

/** A limit in words of version 2 (`max`) or 1 (-1, or a number beyond all memory); null where nothing is limited. */
export const limitOf = (word: string): Count | null => {
  if (word === 'max' || word === '-1') return null
  const limit = countIn(word)
  return limit >= noLimit ? null : limit
}

/** The field of a file with one number. */
export const counted =
  <F extends string>(field: F) =>
  (content: Content): { readonly [K in F]?: Count } =>
    fields(field, numberOf(content))

/** The field of a file with one limit; none where nothing is limited. */
export const limited =
  <F extends string>(field: F) =>
  (content: Content): { readonly [K in F]?: Count } => {
    const isNumber = isDigit(content.bytes[0]) && content.length > 0
    const limit = isNumber ? numberOf(content) : limitOf(textOf(content))
    return fields(field, limit === null || limit >= noLimit ? null : limit)
  }

/** One field, or none. */
export const fields = <F extends string>(field: F, value: Count | null): { readonly [K in F]?: Count } =>
  (value === null ? {} : { [field]: value }) as { readonly [K in F]?: Count }
