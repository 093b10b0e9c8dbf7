import type { Count } from '../wire/shape.ts'

/** A `bigint` as it is kept: a number where that loses no digit. */
export const countOf = (value: bigint): Count => (value <= Number.MAX_SAFE_INTEGER ? Number(value) : value)

/** A decimal number of a pseudo-file, times a whole number; null for anything else, negative ones too. */
export const parseCount = (digits: string | undefined, times = 1): Count | null => {
  if (digits === undefined || !/^\d+$/.test(digits)) return null
  const value = Number(digits) * times
  return Number.isSafeInteger(value) ? value : countOf(BigInt(digits) * BigInt(times))
}
