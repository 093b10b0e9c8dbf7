import { type Codec, expectLength, type FixedCodec, littleEndian, mapped } from './codec.ts'
import { flag as flagShape, integer, type Shape, text, uint64 } from './shape.ts'

type Read<T> = (view: DataView, at: number) => T

const fixed = <T>(size: number, shape: Shape<T>, read: Read<T>): FixedCodec<T> => ({
  json: shape.json,
  size,
  decode: (view, at, length) => {
    if (length !== size) expectLength(length, size, at)
    return read(view, at)
  },
})

export const u8 = fixed(1, integer, (view, at) => view.getUint8(at))
export const s8 = fixed(1, integer, (view, at) => view.getInt8(at))
export const u16 = fixed(2, integer, (view, at) => view.getUint16(at, littleEndian))
export const u32 = fixed(4, integer, (view, at) => view.getUint32(at, littleEndian))
export const s32 = fixed(4, integer, (view, at) => view.getInt32(at, littleEndian))
/** Most counters are 0, and 0n is the only bigint that costs no memory. */
export const u64 = fixed(8, uint64, (view, at) =>
  view.getUint32(at) === 0 && view.getUint32(at + 4) === 0 ? 0n : view.getBigUint64(at, littleEndian),
)

/** Network byte order: ports, protocols, VNIs. */
export const be16 = fixed(2, integer, (view, at) => view.getUint16(at))
export const be32 = fixed(4, integer, (view, at) => view.getUint32(at))

/** A byte that is 0 or not. */
export const bool8 = fixed(1, flagShape, (view, at) => view.getUint8(at) !== 0)

/** An attribute whose presence alone is the message (NLA_FLAG). */
export const present: Codec<boolean> = { json: flagShape.json, decode: () => true }

/** A number with a name; one that has none yet is kept as its decimal digits. */
export const named = (
  codec: FixedCodec<number>,
  names: { readonly [value: number]: string | undefined },
): FixedCodec<string> => mapped(codec, text, (value) => names[value] ?? String(value))
