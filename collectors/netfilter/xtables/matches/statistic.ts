import { mapped } from '../../../wire/codec.ts'
import { named, u16, u32 } from '../../../wire/scalars.ts'
import { flag, integer, nullable, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_statistic.h'

const raw = struct(
  { name: 'xt_statistic_info', header, size: 24 },
  {
    mode: [0, named(u16, { 0: 'random', 1: 'nth' }), 'mode'],
    flags: [2, bits(u16, header, { invert: [1, 'XT_STATISTIC_INVERT'] }), 'flags'],
    probability: [4, u32, 'u.random.probability'],
    every: [4, u32, 'u.nth.every'],
    packet: [8, u32, 'u.nth.packet'],
  },
)

const shape = record({
  /** `random` or `nth`. */
  mode: text,
  invert: flag,
  /** In 2^31-ths; only of `random`. */
  probability: nullable(integer),
  /** One packet of so many, and which of them, from 0; only of `nth`. */
  every: nullable(integer),
  packet: nullable(integer),
})

const info = mapped(raw, shape, ({ mode, flags, probability, every, packet }) => ({
  mode,
  invert: flags.invert,
  probability: mode === 'random' ? probability : null,
  every: mode === 'nth' ? every + 1 : null,
  packet: mode === 'nth' ? packet : null,
}))

/** A number of 2^31-ths with eleven decimals, rounded as C does: half to even. p * 10^11 / 2^31 = p * 5^11 / 2^20. */
const probabilityText = (probability: number): string => {
  const scaled = BigInt(probability) * 5n ** 11n
  const [whole, rest, half] = [scaled >> 20n, scaled & 0xfffffn, 0x80000n]
  const rounded = rest > half || (rest === half && (whole & 1n) === 1n) ? whole + 1n : whole
  const digits = rounded.toString().padStart(12, '0')
  return `${digits.slice(0, -11)}.${digits.slice(-11)}`
}

/** `-m statistic`: a part of the packets, by chance or by counting. */
export const statistic = extension({
  name: 'statistic',
  revisions: { 0: info },
  save: ({ mode, invert, probability, every, packet }) => [
    ...(probability === null ? [] : ['--mode', mode, ...option(invert, '--probability', probabilityText(probability))]),
    ...(every === null ? [] : ['--mode', mode, ...option(invert, '--every', `${every}`), '--packet', `${packet}`]),
  ],
})
