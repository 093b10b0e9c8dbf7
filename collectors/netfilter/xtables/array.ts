import { type Codec, expectLength, type FixedCodec } from '../../wire/codec.ts'
import { list } from '../../wire/shape.ts'

/** A C array. */
export interface ArrayCodec<T> extends FixedCodec<readonly T[]> {
  readonly parts: readonly [Codec<T>]
  /** How many. */
  readonly elements: number
}

/** `count` values of one type, one after the other. */
export const array = <T>(codec: FixedCodec<T>, count: number): ArrayCodec<T> => {
  const size = codec.size * count
  return {
    json: list(codec).json,
    size,
    parts: [codec],
    elements: count,
    decode: (view, at, length) => {
      expectLength(length, size, at)
      const values: T[] = []
      for (let i = 0; i < count; i++) values.push(codec.decode(view, at + i * codec.size, codec.size))
      return values
    },
  }
}
