import { named, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'

const revision0 = struct(
  { name: 'ip6t_hl_info', header: 'linux/netfilter_ipv6/ip6t_hl.h', size: 2 },
  { mode: [0, named(u8, { 0: 'eq', 1: 'ne', 2: 'lt', 3: 'gt' }), 'mode'], hopLimit: [1, u8, 'hop_limit'] },
)

const options: { readonly [mode: string]: readonly string[] } = {
  eq: ['--hl-eq'],
  ne: ['!', '--hl-eq'],
  lt: ['--hl-lt'],
  gt: ['--hl-gt'],
}

/** `-m hl`: the hop limit of IPv6. */
export const hl = extension({
  name: 'hl',
  families: ['ipv6'],
  revisions: { 0: revision0 },
  save: ({ mode, hopLimit }) => [...(options[mode] ?? []), `${hopLimit}`],
})
