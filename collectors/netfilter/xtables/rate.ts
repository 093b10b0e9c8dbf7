import type { Count } from '../../wire/shape.ts'

/** XT_LIMIT_SCALE, XT_HASHLIMIT_SCALE: steps of a second. */
export const limitScale = 10_000

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['min', 60],
  ['sec', 1],
] as const

/**
 * A rate as iptables writes it: `5/min`. The unit is the longest in which the rate is a whole number, nearly.
 * @param period time between two packets, in `scale`-ths of a second
 * @returns the text, and the milliseconds of its unit (0 for no limit)
 */
export const rateOf = (period: Count, scale: number): { readonly text: string; readonly milliseconds: number } => {
  const time = BigInt(period)
  if (time === 0n) return { text: 'inf', milliseconds: 0 }
  let [unit, seconds]: readonly [string, number] = units[0]
  for (const [shorter, length] of units.slice(1)) {
    const most = BigInt(scale) * BigInt(length)
    if (time > most || most / time < most % time) break
    unit = shorter
    seconds = length
  }
  const most = BigInt(scale) * BigInt(seconds)
  return { text: `${most / time}/${unit}`, milliseconds: seconds * 1000 }
}
