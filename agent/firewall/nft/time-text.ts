import type { Scalar, Writing } from './data-types.ts'

const units = [
  ['d', 86_400_000n],
  ['h', 3_600_000n],
  ['m', 60_000n],
  ['s', 1000n],
  ['ms', 1n],
] as const

/** Milliseconds as `1d2h3m4s5ms`. */
export const durationText = (milliseconds: bigint): string => {
  let rest = milliseconds
  let text = ''
  for (const [unit, length] of units) {
    const count = rest / length
    rest -= count * length
    if (count > 0n) text += `${count}${unit}`
  }
  return text === '' ? '0s' : text
}

const two = (number: number): string => number.toString().padStart(2, '0')

/** Nanoseconds since 1970 as a local date and time (NFT_META_TIME_NS). */
export const dateText = ({ number }: Scalar, { utcOffset }: Writing): string => {
  const seconds = Number(number / 1_000_000_000n)
  const local = new Date((seconds + utcOffset(seconds)) * 1000)
  if (Number.isNaN(local.getTime())) return number.toString()
  const day = `${local.getUTCFullYear()}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())}`
  return `"${day} ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}"`
}

const secondsPerDay = 86_400

/** Seconds since midnight UTC as local time (NFT_META_TIME_HOUR). */
export const dayTimeText = ({ number }: Scalar, { utcOffset }: Writing): string => {
  const local = (Number(number) + utcOffset(Date.now() / 1000) + secondsPerDay) % secondsPerDay
  const [hours, minutes, seconds] = [Math.floor(local / 3600), Math.floor(local / 60) % 60, local % 60]
  return seconds === 0 ? `"${two(hours)}:${two(minutes)}"` : `"${two(hours)}:${two(minutes)}:${two(seconds)}"`
}
