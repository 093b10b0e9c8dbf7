import { NFNL_SUBSYS_CTNETLINK, nfgenmsg } from '../netfilter/nfnetlink.ts'
import { message } from '../netlink/message.ts'
import { ignored } from '../wire/attributes.ts'
import { be32 } from '../wire/scalars.ts'

const header = 'linux/netfilter/nfnetlink_conntrack.h'

/** enum cntl_msg_types; the answer has the type of the question. */
const IPCTNL_MSG_CT_GET_STATS_CPU = 4
const type = (NFNL_SUBSYS_CTNETLINK << 8) | IPCTNL_MSG_CT_GET_STATS_CPU

/** IPCTNL_MSG_CT_GET_STATS_CPU: one message for each processor. */
export const conntrackProcessor = message(
  { name: 'conntrack statistics', answer: type, request: type, prefix: 'CTA_STATS_', header },
  nfgenmsg,
  {
    searched: [1, ignored, 'SEARCHED'],
    found: [2, be32, 'FOUND'],
    new: [3, ignored, 'NEW'],
    invalid: [4, be32, 'INVALID'],
    ignore: [5, ignored, 'IGNORE'],
    delete: [6, ignored, 'DELETE'],
    deleteList: [7, ignored, 'DELETE_LIST'],
    insert: [8, ignored, 'INSERT'],
    insertFailed: [9, be32, 'INSERT_FAILED'],
    dropped: [10, be32, 'DROP'],
    earlyDropped: [11, be32, 'EARLY_DROP'],
    error: [12, ignored, 'ERROR'],
    searchRestarts: [13, be32, 'SEARCH_RESTART'],
    clashResolved: [14, be32, 'CLASH_RESOLVE'],
    chainTooLong: [15, be32, 'CHAIN_TOOLONG'],
  },
)
