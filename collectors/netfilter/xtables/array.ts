import { type Codec, expectLength, type FixedCodec } from '../../wire/codec.ts'
import { list } from '../../wire/shape.ts'

/** A C array. */
export interface ArrayCodec<T> extends FixedCodec<readonly T[]> {
  readonly parts: readonly [Codec<T>]
  /** How many it has room for. */
  readonly elements: number
  /** The first `count` of them: the caller has seen that all are there. */
  readonly first: (view: DataView, at: number, count: number) => readonly T[]
}

/** `count` values of one type, one after the other. */
export const array = <T>(codec: FixedCodec<T>, count: number): ArrayCodec<T> => {
  const size = codec.size * count
  const first = (view: DataView, at: number, used: number): readonly T[] => {
    const values: T[] = []
    for (let i = 0; i < used; i++) values.push(codec.decode(view, at + i * codec.size, codec.size))
    return values
  }
  return {
    json: list(codec).json,
    size,
    parts: [codec],
    elements: count,
    first,
    decode: (view, at, length) => {
      expectLength(length, size, at)
      return first(view, at, count)
    },
  }
}
