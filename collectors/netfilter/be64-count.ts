import { expectLength, type FixedCodec } from '../wire/codec.ts'
import { type Count, count } from '../wire/shape.ts'

/** High words up to this one, exclusive, lose no digit as a number: 2^53 / 2^32. */
const exactHigh = 2 ** 21

/** A 64-bit counter in network byte order. */
export const be64Count: FixedCodec<Count> = {
  json: count.json,
  size: 8,
  decode: (view, at, length) => {
    if (length !== 8) expectLength(length, 8, at)
    const high = view.getUint32(at)
    return high < exactHigh ? high * 2 ** 32 + view.getUint32(at + 4) : view.getBigUint64(at)
  },
}
