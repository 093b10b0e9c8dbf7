import type { FixedCodec } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'

/** How many elements of an array are in use: never more than it has. */
export const atMost = (codec: FixedCodec<number>, most: number): FixedCodec<number> => ({
  json: codec.json,
  size: codec.size,
  decode: (view, at, length) => {
    const value = codec.decode(view, at, length)
    if (value > most) throw new DecodeError(`expected at most ${most} elements, got ${value}`, at)
    return value
  },
})
