import { named, u16, u32 } from '../../../wire/scalars.ts'
import type { Infer } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/xt_rateest.h'

const flags = bits(u16, header, {
  invert: [0x01, 'XT_RATEEST_MATCH_INVERT'],
  absolute: [0x02, 'XT_RATEEST_MATCH_ABS'],
  /** One estimator compared with another. */
  relative: [0x04, 'XT_RATEEST_MATCH_REL'],
  /** What is left of the given rate is compared. */
  delta: [0x08, 'XT_RATEEST_MATCH_DELTA'],
  bytes: [0x10, 'XT_RATEEST_MATCH_BPS'],
  packets: [0x20, 'XT_RATEEST_MATCH_PPS'],
})

const revision0 = struct(
  { name: 'xt_rateest_match_info', header, size: 72 },
  {
    /** Names of rate estimators (target RATEEST). */
    first: [0, chars(16), 'name1'],
    second: [16, chars(16), 'name2'],
    flags: [32, flags, 'flags'],
    mode: [34, named(u16, { 1: 'eq', 2: 'lt', 3: 'gt' }), 'mode'],
    /** Bytes and packets a second. */
    firstBytes: [36, u32, 'bps1'],
    firstPackets: [40, u32, 'pps1'],
    secondBytes: [44, u32, 'bps2'],
    secondPackets: [48, u32, 'pps2'],
  },
)
type Comparison = Infer<typeof revision0>

/** `-m rateest`: the rate of an estimator against a rate or another estimator. */
export const rateest = extension({
  name: 'rateest',
  revisions: { 0: revision0 },
  save: (info) => {
    const { first, second, flags: has, firstBytes, firstPackets, secondBytes, secondPackets } = info
    const rates = [
      ...(has.bytes ? rateWords(info, 'bps', bitRate(firstBytes), bitRate(secondBytes)) : []),
      ...(has.packets ? rateWords(info, 'pps', `${firstPackets}`, `${secondPackets}`) : []),
    ]
    return [
      ...(has.delta ? ['--rateest-delta'] : []),
      ...(has.relative ? ['--rateest1', first, ...rates, '--rateest2', second] : ['--rateest', first, ...rates]),
    ]
  },
})

const rateWords = ({ flags: has, mode }: Comparison, unit: string, one: string, other: string): readonly string[] => {
  const compare = [...(has.invert ? ['!'] : []), `--rateest-${mode}`]
  const value = has.absolute || has.delta ? [other] : []
  return has.delta
    ? [`--rateest-${unit}1`, one, ...compare, `--rateest-${unit}2`, ...value]
    : [...compare, `--rateest-${unit}`, ...value]
}

/** Bytes a second as iptables-save has them: bits, rounded to the unit below, and a half to the even number. */
const bitRate = (bytes: number): string => {
  const bits = bytes * 8
  if (bits >= 1_000_000_000) return `${halfToEven(bits / 1_000_000)}Mbit`
  return bits >= 1_000_000 ? `${halfToEven(bits / 1000)}Kbit` : `${bits}bit`
}

const halfToEven = (value: number): number => {
  const floor = Math.floor(value)
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value)
}
