import { u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { u64Count } from '../../../wire/u64-count.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_quota.h'

const revision0 = struct(
  { name: 'xt_quota_info', header, size: 24 },
  {
    flags: [0, bits(u32, header, { invert: [1, 'XT_QUOTA_INVERT'] }), 'flags'],
    /** Bytes as the rule was given; what is left of them stays in the kernel. */
    quota: [8, u64Count, 'quota'],
  },
)

/** `-m quota`: matches until so many bytes have passed. */
export const quota = extension({
  name: 'quota',
  revisions: { 0: revision0 },
  save: ({ quota: bytes, flags: { invert } }) => option(invert, '--quota', `${bytes}`),
})
