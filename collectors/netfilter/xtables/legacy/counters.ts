import { littleEndian } from '../../../wire/codec.ts'
import type { Count } from '../../../wire/shape.ts'

/** Above this the upper half does not fit into a number with all digits. */
const safeUpper = 2 ** 21

/** A 64-bit counter. */
export const countAt = (view: DataView, at: number): Count => {
  const upper = view.getUint32(at + 4, littleEndian)
  if (upper === 0) return view.getUint32(at, littleEndian)
  if (upper < safeUpper) return upper * 2 ** 32 + view.getUint32(at, littleEndian)
  return view.getBigUint64(at, littleEndian)
}

/** struct xt_counters */
export interface Counters {
  readonly packets: Count
  readonly bytes: Count
}

export const countersAt = (view: DataView, at: number): Counters => ({
  packets: countAt(view, at),
  bytes: countAt(view, at + 8),
})
