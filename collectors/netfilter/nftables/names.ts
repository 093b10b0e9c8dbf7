import type { Codec } from '../../wire/codec.ts'
import { text } from '../../wire/shape.ts'
import { cstring } from '../../wire/text.ts'
import { spanMemo } from '../span-memo.ts'

const interned = spanMemo((view, at, length) => {
  const bytes = Buffer.from(view.buffer, view.byteOffset + at, length)
  const end = bytes.indexOf(0)
  return bytes.toString('latin1', 0, end < 0 ? length : end)
})

/**
 * A name as a key: a character for each byte. Names are any bytes, and two that are shown alike may be different ones.
 * Equal names are the same string, which makes them quick to compare.
 */
export const rawName: Codec<string> = {
  json: text.json,
  decode: (view, at, length) => interned(view, at, length, 0),
}

/** Of ASCII alone: shown as it is. */
const isPlain = (raw: string): boolean => /^[\0-~]*$/.test(raw)

/** A raw name as it is shown: see `cstring`. */
export const shownName = (raw: string): string => {
  if (isPlain(raw)) return raw
  const bytes = Buffer.from(raw, 'latin1')
  return cstring.decode(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
}

/** A raw name as an attribute of a request, NUL-terminated. */
export const nameBytes = (raw: string): Uint8Array => Buffer.from(`${raw}\0`, 'latin1')
