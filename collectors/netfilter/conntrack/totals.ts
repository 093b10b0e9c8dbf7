import type { NetlinkConnection } from '../../netlink/connection.ts'
import { message } from '../../netlink/message.ts'
import { be32 } from '../../wire/scalars.ts'
import { NFNL_SUBSYS_CTNETLINK, nfgenmsg, nfgenmsgBytes } from '../nfnetlink.ts'

/** IPCTNL_MSG_CT_GET_STATS, linux/netfilter/nfnetlink_conntrack.h */
const type = (NFNL_SUBSYS_CTNETLINK << 8) | 5

/** IPCTNL_MSG_CT_GET_STATS: one message. */
export const conntrackTotals = message(
  {
    name: 'conntrack totals',
    answer: type,
    request: type,
    prefix: 'CTA_STATS_GLOBAL_',
    header: 'linux/netfilter/nfnetlink_conntrack.h',
  },
  nfgenmsg,
  {
    entries: [1, be32, 'ENTRIES'],
    /** Since 4.18. */
    limit: [2, be32, 'MAX_ENTRIES'],
  },
)

/**
 * How many entries the namespace has: 3 µs. A dump walks the hash of all namespaces, which costs milliseconds even where there
 * is nothing to find.
 * @throws KernelError, DecodeError
 */
export const countConntrackEntries = (connection: NetlinkConnection): number =>
  connection.ask(conntrackTotals, { header: nfgenmsgBytes(0) })?.entries ?? 0
