import { KernelError } from '../../linux/errno.ts'
import type { LongDump, NetlinkConnection } from '../../netlink/connection.ts'
import type { RequestAttribute } from '../../netlink/request.ts'
import type { Turns } from '../../turns.ts'
import { NFNL_SUBSYS_CTNETLINK, nfgenmsgBytes } from '../nfnetlink.ts'
import { conntrackEntry } from './entry.ts'
import { type ConntrackFilter, filterAttributes, filteredFamily, matcherOf } from './filter.ts'
import type { ConntrackEntry } from './record.ts'
import { countConntrackEntries } from './totals.ts'

/** linux/netfilter/nfnetlink_conntrack.h. IPCTNL_MSG_CT_GET_CTRZERO, which zeroes counters, is never sent. */
const IPCTNL_MSG_CT_NEW = 0
const IPCTNL_MSG_CT_GET = 1
/** asm-generic/errno.h */
const EINVAL = 22
const EOPNOTSUPP = 95

const types = {
  answers: [(NFNL_SUBSYS_CTNETLINK << 8) | IPCTNL_MSG_CT_NEW],
  request: (NFNL_SUBSYS_CTNETLINK << 8) | IPCTNL_MSG_CT_GET,
} as const

/** Where there is nothing to dump. */
const nothing: LongDump = { endedEarly: false, interrupted: false, malformedCount: 0, malformed: [] }

/** Which entries, and what becomes of each. */
export interface EntriesQuestion {
  readonly filter?: ConntrackFilter
  /** Entries that are shown at most; a dump that has more ends early, says so, and closes the connection. */
  readonly most?: number
  readonly visit: (entry: ConntrackEntry) => void
}

/**
 * Shows the entries of the namespace of the connection (NETLINK_NETFILTER) one after the other, keeps none, and gives other work
 * its turn meanwhile. What the kernel can filter, it does; what it cannot is filtered here. An entry that comes or goes while the
 * hash is walked may be shown or not, or twice after the hash was resized: the kernel does not flag that.
 * @throws KernelError (needs CAP_NET_ADMIN, and CONFIG_NF_CT_NETLINK)
 */
export const eachConntrackEntry = async (
  connection: NetlinkConnection,
  question: EntriesQuestion,
  turns: Turns,
): Promise<LongDump> => {
  const { filter = {}, most = Number.POSITIVE_INFINITY, visit } = question
  const isWanted = matcherOf(filter)
  let shown = 0
  const look = (view: DataView, at: number, length: number): boolean => {
    const entry = conntrackEntry.decode(view, at, length)
    if (!isWanted(entry)) return true
    if (shown === most) return false
    shown++
    visit(entry)
    return true
  }
  return dumpConntrack(connection, { filter, visit: look }, turns)
}

/** The same with the bytes of each message: struct nfgenmsg, and attributes. What the kernel did not filter is there, too. */
export const dumpConntrack = async (
  connection: NetlinkConnection,
  { filter, visit }: { readonly filter: ConntrackFilter; readonly visit: Visit },
  turns: Turns,
): Promise<LongDump> => {
  if (countConntrackEntries(connection) === 0) return nothing
  const header = nfgenmsgBytes(filteredFamily(filter))
  const dump = (attributes: readonly RequestAttribute[]): Promise<LongDump> =>
    connection.dumpInTurns({ name: 'conntrack entries', types, header, attributes, visit }, turns)
  const attributes = filterAttributes(filter)
  try {
    return await dump(attributes)
  } catch (error) {
    // Refused before the first entry: this kernel cannot filter so.
    if (attributes.length === 0 || !isRefusal(error)) throw error
    return dump([])
  }
}

type Visit = (view: DataView, at: number, length: number) => boolean

const isRefusal = (error: unknown): boolean =>
  error instanceof KernelError && (error.errno === EOPNOTSUPP || error.errno === EINVAL)
