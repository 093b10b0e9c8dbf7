import type { Dumped } from '../../../../collectors/dumped.ts'
import type { Route as RouteRecord } from '../../../../collectors/netlink/messages/route.ts'
import { ipv4Number } from '../../packet/address-bytes.ts'
import type { Space } from '../../scene/space.ts'
import { AF_INET, RT_TABLE_LOCAL, RT_TABLE_MAIN } from '../constants.ts'
import { type Hop, hopsOf, nexthopOf } from '../hops.ts'

/** DSCP bits that a route's `tos` is compared with (INET_DSCP_LEGACY_TOS_MASK, net/inet_dscp.h). */
export const legacyTosMask = 0x1c

/** A route in a table (struct fib_alias with its fib_info). */
export interface Alias {
  readonly record: Dumped<RouteRecord>
  readonly table: number
  readonly prefixLength: number
  /** The address of the prefix: its leaf in the trie. */
  readonly leaf: number
  readonly tos: number
  readonly priority: number
  readonly scope: number
  readonly type: RouteRecord['type']
  readonly hops: readonly Hop[]
  readonly usesObject: boolean
}

/** Routes by prefix, the longest first; those of one prefix in the order of the kernel: by TOS, then by metric. */
export interface Table {
  readonly lengths: readonly { readonly length: number; readonly routes: ReadonlyMap<number, readonly Alias[]> }[]
  /** More than one default route (tb_num_default). */
  readonly hasSeveralDefaults: boolean
}

export interface Tables {
  readonly byId: ReadonlyMap<number, Table>
  /** Tables local and main as one: as long as no rule was ever added, the kernel keeps them together (fib_trie.c, fib_unmerge). */
  readonly merged: Table
}

const aliasOf = (space: Space, record: Dumped<RouteRecord>): Alias => {
  const object = record.nexthopId === undefined ? undefined : nexthopOf(space, record.nexthopId)
  return {
    record,
    table: record.table ?? RT_TABLE_MAIN,
    prefixLength: record.destinationLength,
    leaf: ipv4Number(record.destination ?? '0'),
    tos: record.tos,
    priority: record.priority ?? 0,
    scope: record.scope,
    type: object?.blackhole ? 'blackhole' : record.type,
    hops: hopsOf(space, record, false),
    usesObject: record.nexthopId !== undefined,
  }
}

const tableOf = (aliases: readonly Alias[]): Table => {
  const byLength = new Map<number, Map<number, Alias[]>>()
  let defaults = 0
  for (const alias of aliases) {
    const { prefixLength, leaf } = alias
    if (prefixLength === 0) defaults++
    const routes = byLength.get(prefixLength) ?? new Map<number, Alias[]>()
    byLength.set(prefixLength, routes)
    const key = prefixOf(leaf, prefixLength)
    const same = routes.get(key)
    if (same === undefined) routes.set(key, [alias])
    else same.push(alias)
  }
  const lengths = [...byLength].map(([length, routes]) => ({ length, routes })).sort((a, b) => b.length - a.length)
  return { lengths, hasSeveralDefaults: defaults > 1 }
}

/** A number that is the same for the addresses of one prefix. */
export const prefixOf = (address: number, length: number): number => (length === 0 ? 0 : address >>> (32 - length))

export const tablesOf = (space: Space): Tables => {
  const aliases = space.routes.filter(({ family }) => family === AF_INET).map((record) => aliasOf(space, record))
  const byTable = Map.groupBy(aliases, ({ table }) => table)
  const shared = [...(byTable.get(RT_TABLE_LOCAL) ?? []), ...(byTable.get(RT_TABLE_MAIN) ?? [])]
  return {
    byId: new Map([...byTable].map(([id, routes]) => [id, tableOf(routes)])),
    merged: tableOf(shared),
  }
}
