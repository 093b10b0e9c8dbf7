import type { Count } from '../../collectors/wire/shape.ts'

const exact = (value: bigint): Count => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value)

/** The sum, with all its digits. */
export const sum = (one: Count, other: Count): Count => {
  if (typeof one === 'number' && typeof other === 'number' && Number.isSafeInteger(one + other)) return one + other
  return exact(BigInt(one) + BigInt(other))
}

/** One less the other, 0 at least: two files are not read at the same moment. */
export const difference = (one: Count, other: Count): Count => {
  if (one <= other) return 0
  return typeof one === 'number' && typeof other === 'number' ? one - other : exact(BigInt(one) - BigInt(other))
}

/** A multiple, with all its digits. */
export const times = (value: Count, factor: number): Count => {
  if (typeof value === 'number' && Number.isSafeInteger(value * factor)) return value * factor
  return exact(BigInt(value) * BigInt(factor))
}
