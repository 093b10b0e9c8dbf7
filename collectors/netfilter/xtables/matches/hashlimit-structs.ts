import { type FixedCodec, mapped } from '../../../wire/codec.ts'
import { u8, u32 } from '../../../wire/scalars.ts'
import { count, type Infer, integer, nullable, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { u64Count } from '../../../wire/u64-count.ts'
import { bits } from '../bits.ts'
import { limitScale } from '../rate.ts'

const header = 'linux/netfilter/xt_hashlimit.h'

const mode = bits(u32, header, {
  destination: [1 << 0, 'XT_HASHLIMIT_HASH_DIP'],
  destinationPort: [1 << 1, 'XT_HASHLIMIT_HASH_DPT'],
  source: [1 << 2, 'XT_HASHLIMIT_HASH_SIP'],
  sourcePort: [1 << 3, 'XT_HASHLIMIT_HASH_SPT'],
  /** Matches what is above the rate. */
  invert: [1 << 4, 'XT_HASHLIMIT_INVERT'],
  /** The rate is in bytes, not packets. */
  bytes: [1 << 5, 'XT_HASHLIMIT_BYTES'],
  rateMatch: [1 << 6, 'XT_HASHLIMIT_RATE_MATCH'],
})

/** What is kept apart by address and port, and how it is limited. */
const shape = record({
  /** Of the table in `/proc/net/ipt_hashlimit`. */
  name: text,
  mode,
  /** Time between two packets in `scale`-ths of a second, or the cost of 16 bytes. */
  average: count,
  burst: count,
  /** XT_HASHLIMIT_SCALE 10,000 in revision 1, XT_HASHLIMIT_SCALE_v2 1,000,000 since. */
  scale: integer,
  /** Buckets of the hash table; 0: as the kernel likes. */
  size: integer,
  maxEntries: integer,
  /** Milliseconds. */
  gcInterval: integer,
  expire: integer,
  /** Seconds; null before revision 3. */
  interval: nullable(integer),
  sourcePrefix: integer,
  destinationPrefix: integer,
})
export type HashLimit = Infer<typeof shape>

const config1 = struct(
  { name: 'hashlimit_cfg1', header, size: 32 },
  {
    mode: [0, mode, 'mode'],
    average: [4, u32, 'avg'],
    burst: [8, u32, 'burst'],
    size: [12, u32, 'size'],
    maxEntries: [16, u32, 'max'],
    gcInterval: [20, u32, 'gc_interval'],
    expire: [24, u32, 'expire'],
    sourcePrefix: [28, u8, 'srcmask'],
    destinationPrefix: [29, u8, 'dstmask'],
  },
)

const common = {
  average: [0, u64Count, 'avg'],
  burst: [8, u64Count, 'burst'],
  mode: [16, mode, 'mode'],
  size: [20, u32, 'size'],
  maxEntries: [24, u32, 'max'],
  gcInterval: [28, u32, 'gc_interval'],
  expire: [32, u32, 'expire'],
} as const

const config2 = struct(
  { name: 'hashlimit_cfg2', header, size: 40 },
  { ...common, sourcePrefix: [36, u8, 'srcmask'], destinationPrefix: [37, u8, 'dstmask'] },
)

const config3 = struct(
  { name: 'hashlimit_cfg3', header, size: 48 },
  {
    ...common,
    interval: [36, u32, 'interval'],
    sourcePrefix: [40, u8, 'srcmask'],
    destinationPrefix: [41, u8, 'dstmask'],
  },
)

export const revision1: FixedCodec<HashLimit> = mapped(
  struct(
    { name: 'xt_hashlimit_mtinfo1', header, size: 48 },
    { name: [0, chars(16), 'name'], config: [16, config1, 'cfg'] },
  ),
  shape,
  ({ name, config }) => ({ name, scale: limitScale, interval: null, ...config }),
)

/** NAME_MAX, linux/limits.h */
const name = chars(255)
const scale = 1_000_000

export const revision2: FixedCodec<HashLimit> = mapped(
  struct(
    { name: 'xt_hashlimit_mtinfo2', header, size: 296 },
    { name: [0, name, 'name'], config: [256, config2, 'cfg'] },
  ),
  shape,
  ({ name, config }) => ({ name, scale, interval: null, ...config }),
)

export const revision3: FixedCodec<HashLimit> = mapped(
  struct(
    { name: 'xt_hashlimit_mtinfo3', header, size: 304 },
    { name: [0, name, 'name'], config: [256, config3, 'cfg'] },
  ),
  shape,
  ({ name, config }) => ({ name, scale, ...config }),
)
