import { DecodeError } from './error.ts'
import type { Shape } from './shape.ts'

/** A decoder looks at `length` bytes of `view` from `at`; it never makes a slice, and never looks beyond its span. */
export type Decode<T> = (view: DataView, at: number, length: number) => T

/** How a value lies in memory, and what it looks like once decoded. */
export interface Codec<T> extends Shape<T> {
  readonly decode: Decode<T>
  /** Bytes that it takes when it stands in a struct; absent where only the surrounding attribute knows. */
  readonly size?: number
  /** The codecs that read the same span for it, where it is made of others: tests find every table through them. */
  readonly parts?: readonly Codec<unknown>[]
}

/** A codec that can stand in a struct. */
export type FixedCodec<T> = Codec<T> & { readonly size: number }

/** Netlink is in host byte order; every architecture that Node's own builds run containers on is little-endian. */
export const littleEndian = true

/** The one place where a length is refused. */
export const expectLength = (length: number, expected: number, at: number): void => {
  if (length !== expected) throw new DecodeError(`expected ${expected} bytes, got ${length}`, at)
}

/** The same bytes, decoded to something else. */
export const mapped = <A, B>(codec: FixedCodec<A>, shape: Shape<B>, map: (value: A) => B): FixedCodec<B> => ({
  json: shape.json,
  size: codec.size,
  parts: [codec],
  decode: (view, at, length) => map(codec.decode(view, at, length)),
})
