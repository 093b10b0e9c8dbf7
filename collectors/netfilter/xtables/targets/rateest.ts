import { s8, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { extension } from '../extension.ts'

const info = struct(
  { name: 'xt_rateest_target_info', header: 'linux/netfilter/xt_RATEEST.h', size: 18 },
  {
    estimator: [0, chars(16), 'name'],
    /** Of measuring, as a power of two of seconds: -2 (250 ms) to 3 (8 s). */
    interval: [16, s8, 'interval'],
    /** Of averaging, as a power of two of intervals. */
    averaging: [17, u8, 'ewma_log'],
  },
)

/** Microseconds as iptables writes them, with one digit after the point. */
const timeText = (microseconds: number): string => {
  if (microseconds >= 1e6) return `${(microseconds / 1e6).toFixed(1)}s`
  return microseconds >= 1e3 ? `${(microseconds / 1e3).toFixed(1)}ms` : `${microseconds}us`
}

/** `-j RATEEST`: measures the rate of what comes by, for the match of that name. */
export const rateest = extension({
  name: 'RATEEST',
  revisions: { 0: info },
  save: ({ estimator, interval, averaging }) => {
    // iptables reckons with 32 bits: long times come out wrong, and shall here.
    const period = ((1e6 << (interval + 2)) >> 2) >>> 0
    const time = Math.imul(period, 1 << averaging) >>> 0
    return [
      ...['--rateest-name', estimator],
      ...['--rateest-interval', timeText(period)],
      ...['--rateest-ewmalog', timeText(time)],
    ]
  },
})
