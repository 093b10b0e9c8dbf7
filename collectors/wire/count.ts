import type { Count } from './shape.ts'

/** A `bigint` as it is kept: a number where that loses no digit. */
export const countOf = (value: bigint): Count => (value <= Number.MAX_SAFE_INTEGER ? Number(value) : value)

/** The sum, with all its digits. */
export const sum = (one: Count, other: Count): Count => {
  if (typeof one === 'number' && typeof other === 'number' && Number.isSafeInteger(one + other)) return one + other
  return countOf(BigInt(one) + BigInt(other))
}

/** One less the other, 0 at least: two files are not read at the same moment. */
export const difference = (one: Count, other: Count): Count => {
  if (one <= other) return 0
  return typeof one === 'number' && typeof other === 'number' ? one - other : countOf(BigInt(one) - BigInt(other))
}

/** A multiple, with all its digits. */
export const times = (value: Count, factor: number): Count => {
  if (typeof value === 'number' && Number.isSafeInteger(value * factor)) return value * factor
  return countOf(BigInt(value) * BigInt(factor))
}

/** A decimal number of a pseudo-file, times a whole number; null for anything else, negative ones too. */
export const parseCount = (digits: string | undefined, factor = 1): Count | null => {
  if (digits === undefined || !/^\d+$/.test(digits)) return null
  const value = Number(digits)
  return times(Number.isSafeInteger(value) ? value : BigInt(digits), factor)
}
