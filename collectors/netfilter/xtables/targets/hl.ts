import { named, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'

const info = struct(
  { name: 'ip6t_HL_info', header: 'linux/netfilter_ipv6/ip6t_HL.h', size: 2 },
  {
    /** IP6T_HL_*. */
    mode: [0, named(u8, { 0: 'set', 1: 'inc', 2: 'dec' }), 'mode'],
    hopLimit: [1, u8, 'hop_limit'],
  },
)

/** `-j HL`: changes the hop limit of IPv6. */
export const hl = extension({
  name: 'HL',
  families: ['ipv6'],
  revisions: { 0: info },
  save: ({ mode, hopLimit }) => [`--hl-${mode}`, `${hopLimit}`],
})
