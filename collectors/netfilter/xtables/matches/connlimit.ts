import { type Codec, type FixedCodec, mapped } from '../../../wire/codec.ts'
import { u32 } from '../../../wire/scalars.ts'
import { flag, type Infer, integer, nullable, oneOf, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { eachFamily, extension } from '../extension.ts'
import { maskBits } from '../mask-text.ts'

const header = 'linux/netfilter/xt_connlimit.h'

const flags = bits(u32, header, { invert: [1, 'XT_CONNLIMIT_INVERT'], destination: [2, 'XT_CONNLIMIT_DADDR'] })

const infoOf = (address: FixedCodec<string>) =>
  struct(
    { name: 'xt_connlimit_info', header, size: 24 },
    { mask: [0, address, 'mask'], limit: [16, u32, 'limit'], flags: [20, flags, 'flags'] },
  )

const shape = record({
  /** Addresses that are the same behind it are counted together. */
  mask: text,
  limit: integer,
  /** Matches up to the limit, not above it. */
  invert: flag,
  /** Which address is counted; null in revision 0, which knows the source only. */
  address: nullable(oneOf(['source', 'destination'])),
})
type ConnLimit = Infer<typeof shape>

const revision0 = (address: FixedCodec<string>): Codec<ConnLimit> =>
  mapped(infoOf(address), shape, ({ mask, limit, flags }) => ({ mask, limit, invert: flags.invert, address: null }))

const revision1 = (address: FixedCodec<string>): Codec<ConnLimit> =>
  mapped(infoOf(address), shape, ({ mask, limit, flags }) => ({
    mask,
    limit,
    invert: flags.invert,
    address: flags.destination ? 'destination' : 'source',
  }))

/** As iptables counts: the leading bits of each 32-bit word. */
const prefixText = (mask: string): string => {
  const words = maskBits(mask).match(/.{32}/g) ?? []
  return `${words.reduce((sum, word) => sum + word.replace(/0.*/, '').length, 0)}`
}

/** `-m connlimit`: how many connections a host or network has. */
export const connlimit = extension({
  name: 'connlimit',
  revisions: { 0: eachFamily(revision0), 1: eachFamily(revision1) },
  save: ({ mask, limit, invert, address }) => [
    invert ? '--connlimit-upto' : '--connlimit-above',
    `${limit}`,
    '--connlimit-mask',
    prefixText(mask),
    ...(address === null ? [] : [address === 'source' ? '--connlimit-saddr' : '--connlimit-daddr']),
  ],
})
