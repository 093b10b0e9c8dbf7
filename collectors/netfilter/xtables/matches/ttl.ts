import { named, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'

const revision0 = struct(
  { name: 'ipt_ttl_info', header: 'linux/netfilter_ipv4/ipt_ttl.h', size: 2 },
  { mode: [0, named(u8, { 0: 'eq', 1: 'ne', 2: 'lt', 3: 'gt' }), 'mode'], ttl: [1, u8, 'ttl'] },
)

const options: { readonly [mode: string]: readonly string[] } = {
  eq: ['--ttl-eq'],
  ne: ['!', '--ttl-eq'],
  lt: ['--ttl-lt'],
  gt: ['--ttl-gt'],
}

/** `-m ttl`: the time to live of IPv4. */
export const ttl = extension({
  name: 'ttl',
  families: ['ipv4'],
  revisions: { 0: revision0 },
  save: ({ mode, ttl: value }) => [...(options[mode] ?? []), `${value}`],
})
