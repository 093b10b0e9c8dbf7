import { named, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'

const info = struct(
  { name: 'ipt_TTL_info', header: 'linux/netfilter_ipv4/ipt_TTL.h', size: 2 },
  {
    /** IPT_TTL_*. */
    mode: [0, named(u8, { 0: 'set', 1: 'inc', 2: 'dec' }), 'mode'],
    ttl: [1, u8, 'ttl'],
  },
)

/** `-j TTL`: changes the time to live. */
export const ttl = extension({
  name: 'TTL',
  families: ['ipv4'],
  revisions: { 0: info },
  save: ({ mode, ttl: value }) => [`--ttl-${mode}`, `${value}`],
})
