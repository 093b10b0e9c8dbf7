import type { Count } from '../wire/shape.ts'

const zero = 0x30
const ten = 10

/**
 * The decimal number that begins at `at`: exact, a `bigint` beyond 2^53 - 1. Null where no digit is; a counter that the kernel
 * shows as negative is none.
 */
export const decimalCount = (text: string, at: number): Count | null => {
  let value = 0
  let end = at
  for (; ; end++) {
    const digit = text.charCodeAt(end) - zero
    if (!(digit >= 0 && digit < ten)) break
    value = value * ten + digit
  }
  if (end === at) return null
  return value <= Number.MAX_SAFE_INTEGER ? value : BigInt(text.slice(at, end))
}
