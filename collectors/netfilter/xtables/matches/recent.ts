import { type Codec, type FixedCodec, mapped } from '../../../wire/codec.ts'
import { bool8, named, u8, u32 } from '../../../wire/scalars.ts'
import { flag, type Infer, integer, nullable, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { eachFamily, extension } from '../extension.ts'

const header = 'linux/netfilter/xt_recent.h'

const operations = bits(u8, header, {
  check: [1 << 0, 'XT_RECENT_CHECK'],
  set: [1 << 1, 'XT_RECENT_SET'],
  update: [1 << 2, 'XT_RECENT_UPDATE'],
  remove: [1 << 3, 'XT_RECENT_REMOVE'],
  ttl: [1 << 4, 'XT_RECENT_TTL'],
  reap: [1 << 5, 'XT_RECENT_REAP'],
})

const shape = record({
  /** Seen in so many last seconds; 0: ever. */
  seconds: integer,
  hitCount: integer,
  operations,
  invert: flag,
  /** Of the list in `/proc/net/xt_recent`. */
  name: text,
  /** Which address is looked for: `source` or `destination`. */
  side: text,
  /** Addresses that are the same behind it are one; null in revision 0, which has whole addresses only. */
  mask: nullable(text),
})
type Recent = Infer<typeof shape>

const rows = {
  seconds: [0, u32, 'seconds'],
  hitCount: [4, u32, 'hit_count'],
  operations: [8, operations, 'check_set'],
  invert: [9, bool8, 'invert'],
  name: [10, chars(200), 'name'],
  side: [210, named(u8, { 0: 'source', 1: 'destination' }), 'side'],
} as const

const revision0 = mapped(struct({ name: 'xt_recent_mtinfo', header, size: 212 }, rows), shape, (value) => ({
  ...value,
  mask: null,
}))

const revision1 = (address: FixedCodec<string>): Codec<Recent> =>
  struct({ name: 'xt_recent_mtinfo_v1', header, size: 228 }, { ...rows, mask: [212, address, 'mask'] })

/** iptables writes the number as a signed one. */
const signed = (value: number): string => `${value | 0}`

/** `-m recent`: a list of addresses that were seen lately. */
export const recent = extension({
  name: 'recent',
  revisions: { 0: revision0, 1: eachFamily(revision1) },
  save: ({ seconds, hitCount, operations, invert, name, side, mask }) => [
    ...(invert ? ['!'] : []),
    ...(operations.set ? ['--set'] : []),
    ...(operations.check ? ['--rcheck'] : []),
    ...(operations.update ? ['--update'] : []),
    ...(operations.remove ? ['--remove'] : []),
    ...(seconds === 0 ? [] : ['--seconds', signed(seconds)]),
    ...(operations.reap ? ['--reap'] : []),
    ...(hitCount === 0 ? [] : ['--hitcount', signed(hitCount)]),
    ...(operations.ttl ? ['--rttl'] : []),
    '--name',
    name,
    ...(mask === null ? [] : ['--mask', mask]),
    ...(side === 'source' ? ['--rsource'] : []),
    ...(side === 'destination' ? ['--rdest'] : []),
  ],
})
