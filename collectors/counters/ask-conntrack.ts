import type { NetnsId } from '../collector.ts'
import { conntrackTotals } from '../netfilter/conntrack/totals.ts'
import { nfgenmsgBytes } from '../netfilter/nfnetlink.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import type { ConntrackStatistics } from './conntrack.ts'
import { conntrackProcessor } from './conntrack-messages.ts'
import type { Conntrack } from './record.ts'

const anyFamily = nfgenmsgBytes(0)

const summed: readonly (keyof ConntrackStatistics)[] = [
  'found',
  'invalid',
  'insertFailed',
  'dropped',
  'earlyDropped',
  'searchRestarts',
  'clashResolved',
  'chainTooLong',
]

/**
 * Connection tracking of the namespace that the connection (NETLINK_NETFILTER) is in, for kernels that do not show it in
 * procfs. To be asked only where `readConntrackLimit` says that it is loaded: the question itself makes the kernel load it.
 * @throws KernelError (needs CAP_NET_ADMIN, and CONFIG_NF_CT_NETLINK), DecodeError
 */
export const askConntrack = (connection: NetlinkConnection, netns: NetnsId): Conntrack | null => {
  const { entries, limit } = connection.ask(conntrackTotals, { header: anyFamily }) ?? {}
  if (entries === undefined) return null
  const { records, malformed } = connection.dump(conntrackProcessor, { header: anyFamily })
  for (const error of malformed) throw error
  const statistics: { -readonly [K in keyof ConntrackStatistics]: number } = {}
  for (const field of summed)
    for (const processor of records) {
      const value = processor[field]
      if (value !== undefined) statistics[field] = (statistics[field] ?? 0) + value
    }
  return { netns, entries, ...(limit === undefined ? {} : { limit }), ...statistics }
}
