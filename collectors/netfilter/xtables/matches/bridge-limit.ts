import { u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { limitScale, rateOf } from '../rate.ts'

const revision0 = struct(
  { name: 'ebt_limit_info', header: 'linux/netfilter_bridge/ebt_limit.h', size: 32 },
  {
    /** Time between two packets, in 1/10,000 s; 0: no limit. */
    average: [0, u32, 'avg'],
    /** Packets that may come at once. */
    burst: [4, u32, 'burst'],
  },
)

/** `limit` of ebtables: matches so many packets in a time. ebtables-nft makes the expression `limit` of nf_tables instead. */
export const bridgeLimit = extension({
  name: 'limit',
  families: ['bridge'],
  revisions: { 0: revision0 },
  save: ({ average, burst }) => ['--limit', rateOf(average, limitScale).text, '--limit-burst', `${burst}`],
})
