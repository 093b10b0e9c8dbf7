import { message } from '../netlink/message.ts'
import { ignored } from '../wire/attributes.ts'
import { be32, u8 } from '../wire/scalars.ts'
import { struct } from '../wire/struct.ts'

const header = 'linux/netfilter/nfnetlink_conntrack.h'

/** Subsystem of a message's type (linux/netfilter/nfnetlink.h), and its messages: enum cntl_msg_types. */
const NFNL_SUBSYS_CTNETLINK = 1
const IPCTNL_MSG_CT_GET_STATS_CPU = 4
const IPCTNL_MSG_CT_GET_STATS = 5

const nfgenmsg = struct(
  { name: 'nfgenmsg', header: 'linux/netfilter/nfnetlink.h', size: 4 },
  { family: [0, u8, 'nfgen_family'] },
)

/** The answer has the type of the question. */
const type = (number: number): { readonly answer: number; readonly request: number } => {
  const whole = (NFNL_SUBSYS_CTNETLINK << 8) | number
  return { answer: whole, request: whole }
}

/** IPCTNL_MSG_CT_GET_STATS: one message. */
export const conntrackTotals = message(
  { name: 'conntrack totals', ...type(IPCTNL_MSG_CT_GET_STATS), prefix: 'CTA_STATS_GLOBAL_', header },
  nfgenmsg,
  {
    entries: [1, be32, 'ENTRIES'],
    /** Since 4.18. */
    limit: [2, be32, 'MAX_ENTRIES'],
  },
)

/** IPCTNL_MSG_CT_GET_STATS_CPU: one message for each processor. */
export const conntrackProcessor = message(
  { name: 'conntrack statistics', ...type(IPCTNL_MSG_CT_GET_STATS_CPU), prefix: 'CTA_STATS_', header },
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
