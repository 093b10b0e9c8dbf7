import { u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { limitScale, rateOf } from '../rate.ts'

const info = struct(
  { name: 'xt_rateinfo', header: 'linux/netfilter/xt_limit.h', size: 16 },
  {
    /** Time between two packets, in 1/10,000 s; 0: no limit. */
    average: [0, u32, 'avg'],
    /** Packets that may come at once. */
    burst: [4, u32, 'burst'],
  },
)

/** What iptables sends when nothing else is asked for. */
const defaultBurst = 5

/** `-m limit`: matches so many packets in a time. */
export const limit = extension({
  name: 'limit',
  families: ['ipv4', 'ipv6'],
  revisions: { 0: info },
  save: ({ average, burst }) => [
    '--limit',
    rateOf(average, limitScale).text,
    ...(burst === defaultBurst ? [] : ['--limit-burst', `${burst}`]),
  ],
})
