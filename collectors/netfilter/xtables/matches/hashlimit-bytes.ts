import type { Count } from '../../../wire/shape.ts'

const mostCost = 0xffffffffn

/** A rate in bytes is kept as what 16 bytes of it cost. */
const bytesOf = (cost: bigint): bigint => BigInt.asUintN(64, ((cost === 0n ? mostCost : mostCost / cost) - 1n) << 4n)
const costOf = (bytes: bigint): bigint => mostCost / (BigInt.asUintN(32, bytes >> 4n) + 1n)

const units = [
  ['m', 1n << 20n],
  ['k', 1n << 10n],
] as const

/** `512kb/s`: the largest unit that means the same cost. */
export const byteRate = (average: Count): string => {
  const cost = BigInt(average)
  const bytes = bytesOf(cost)
  const [unit, size] = units.find(([, least]) => bytes >= least && costOf(bytes & ~(least - 1n)) === cost) ?? ['', 1n]
  return `${bytes / size}${unit}b/s`
}

/** `1mb`: bytes that may come at once, of which the rate is a part. */
export const byteBurst = (average: Count, burst: Count): string => {
  const bytes = BigInt.asUintN(64, bytesOf(BigInt(average)) * BigInt(burst))
  const [unit, size] = units.find(([, least]) => bytes >= least) ?? ['', 1n]
  return `${bytes / size}${unit}b`
}
