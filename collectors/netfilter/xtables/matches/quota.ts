import { mapped } from '../../../wire/codec.ts'
import { countOf } from '../../../wire/count.ts'
import { u32, u64 } from '../../../wire/scalars.ts'
import { count } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_quota.h'

const revision0 = struct(
  { name: 'xt_quota_info', header, size: 24 },
  {
    flags: [0, bits(u32, header, { invert: [1, 'XT_QUOTA_INVERT'] }), 'flags'],
    /** Bytes as the rule was given; what is left of them stays in the kernel. */
    quota: [8, mapped(u64, count, countOf), 'quota'],
  },
)

/** `-m quota`: matches until so many bytes have passed. */
export const quota = extension({
  name: 'quota',
  revisions: { 0: revision0 },
  save: ({ quota: bytes, flags: { invert } }) => option(invert, '--quota', `${bytes}`),
})
