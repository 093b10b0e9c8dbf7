/** Units of Go's time.ParseDuration, in milliseconds. */
const units: { readonly [unit: string]: number } = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}
const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g

/** Parses `1h30m`, `1.5s`, `0` as Go does, signs apart. @returns milliseconds; null if it is none */
export const goDuration = (text: string): number | null => {
  if (text === '0') return 0
  if (text === '' || text.replaceAll(part, '') !== '') return null
  return [...text.matchAll(part)].reduce((sum, [, number, unit = '']) => sum + Number(number) * (units[unit] ?? 0), 0)
}
