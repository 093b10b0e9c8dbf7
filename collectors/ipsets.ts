import { isDeepStrictEqual } from 'node:util'
import type { Collector, Look, NetnsId } from './collector.ts'
import { NETLINK_NETFILTER, openNetlink } from './linux/socket.ts'
import { readIpsetHeaders, readIpsets } from './netfilter/ipset/read-ipsets.ts'
import { type Ipset, type IpsetHeader, ipsetShape } from './netfilter/ipset/record.ts'
import { openSetIndexes } from './netfilter/ipset/set-indexes.ts'
import { NetlinkConnection } from './netlink/connection.ts'
import { ofNamespace } from './of-namespace.ts'
import type { Turns } from './turns.ts'
import { withCapability } from './with-capability.ts'

/** A set of ip_set, and where it is. */
export type IpsetRecord = { readonly netns: NetnsId } & Ipset

/** Sets as they were read, with the headers that they had just before. */
export interface IpsetsMemory {
  readonly headers: readonly IpsetHeader[]
  readonly records: readonly IpsetRecord[]
}

/** What a set has beyond this is only counted. */
const mostMembers = 100_000

/** The sets that rules of iptables ask. A swap of one member for another shows at the next thorough look. */
export const ipsets: Collector<IpsetRecord> = {
  shape: ofNamespace(ipsetShape),
  shared: true,
  from: 'inside',
  collect: (look) => {
    if (!look.isLoaded('ip_set')) return []
    const settled = look.closely() ? undefined : look.memory.ipsets.settled(look.netns)
    if (settled !== undefined) return settled.records
    const headers = withCapability('CAP_NET_ADMIN', () => readIpsetHeaders(look.connectionTo(NETLINK_NETFILTER)))
    const known = look.memory.ipsets.last(look.netns)
    if (headers.length === 0 || (!look.thorough && isDeepStrictEqual(known?.headers, headers))) {
      const records = headers.length === 0 ? [] : (known?.records ?? [])
      look.memory.ipsets.note(look.netns, { headers, records })
      return records
    }
    readMembersLater(look, headers)
    return []
  },
}

/** Members may be many: others get their turn meanwhile. */
const readMembersLater = (look: Look, headers: readonly IpsetHeader[]): void => {
  const sockets = new DisposableStack()
  const connection = sockets.use(new NetlinkConnection(openNetlink(NETLINK_NETFILTER)))
  const indexes = sockets.use(openSetIndexes())
  look.postpone(async (turns: Turns) => {
    using _sockets = sockets
    const { sets, malformed } = await readIpsets(connection, turns, { mostMembers, indexes })
    for (const { message } of malformed) look.report('malformed', message)
    const records = sets.map((set) => ({ netns: look.netns, ...set }))
    look.memory.ipsets.note(look.netns, { headers, records })
    return records
  })
}
