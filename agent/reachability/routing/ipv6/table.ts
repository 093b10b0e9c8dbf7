import type { Dumped } from '../../../../collectors/dumped.ts'
import type { Route as RouteRecord } from '../../../../collectors/netlink/messages/route.ts'
import { numberOf } from '../../../firewall/prefix.ts'
import type { Space } from '../../scene/space.ts'
import { AF_INET6, RT_TABLE_MAIN } from '../constants.ts'
import { type Hop, hopsOf, nexthopOf } from '../hops.ts'
import { samePrefix } from './kind.ts'

/** A route with its only way; a route with several is several of these (struct fib6_info and its siblings). */
export interface Entry {
  readonly record: Dumped<RouteRecord>
  readonly table: number
  readonly prefixLength: number
  readonly metric: number
  /** Router preference as it counts: 1 low, 2 medium, 3 high (RFC 4191). */
  readonly preference: number
  readonly type: RouteRecord['type']
  /** Null: nothing is known of its device. */
  readonly hop: Hop | null
  /** All ways of the route, this one too; one for a plain route. */
  readonly siblings: readonly Entry[]
  readonly usesObject: boolean
}

/** Routes of one prefix, in the order of the kernel: by metric. */
interface Node {
  readonly plain: readonly Entry[]
  /** Only for some sources, the longest prefix first. */
  readonly bySource: readonly { readonly source: bigint; readonly length: number; readonly entries: readonly Entry[] }[]
}

export interface Table {
  readonly lengths: readonly {
    readonly shift: bigint
    readonly length: number
    readonly nodes: ReadonlyMap<bigint, Node>
  }[]
}

/** `preference` of a route: 0 medium, 1 high, 3 low. */
const preferences = [2, 3, 0, 1]

const entriesOf = (space: Space, record: Dumped<RouteRecord>): readonly Entry[] => {
  const object = record.nexthopId === undefined ? undefined : nexthopOf(space, record.nexthopId)
  const siblings: Entry[] = []
  const entry = (hop: Hop | null): Entry => ({
    record,
    table: record.table ?? RT_TABLE_MAIN,
    prefixLength: record.destinationLength,
    metric: record.priority ?? 0,
    preference: preferences[record.preference ?? 0] ?? 2,
    type: object?.blackhole ? 'blackhole' : record.type,
    hop,
    siblings,
    usesObject: record.nexthopId !== undefined,
  })
  const hops = hopsOf(space, record, true)
  if (hops.length === 0) siblings.push(entry(null))
  else for (const hop of hops) siblings.push(entry(hop))
  return siblings
}

const nodeOf = (entries: readonly Entry[]): Node => {
  const special = entries.filter(({ record }) => record.sourceLength > 0)
  if (special.length === 0) return { plain: entries, bySource: [] }
  const groups = Map.groupBy(special, ({ record }) => `${record.source}/${record.sourceLength}`)
  const bySource = [...groups.values()].flatMap((group) => {
    const record = group[0]?.record
    return record === undefined
      ? []
      : [{ source: numberOf(record.source ?? '::'), length: record.sourceLength, entries: group }]
  })
  return {
    plain: entries.filter(({ record }) => record.sourceLength === 0),
    bySource: bySource.sort((a, b) => b.length - a.length),
  }
}

const tableOf = (entries: readonly Entry[]): Table => {
  const byLength = Map.groupBy(entries, ({ prefixLength }) => prefixLength)
  const lengths = [...byLength].map(([length, routes]) => {
    const shift = BigInt(128 - length)
    const byPrefix = Map.groupBy(routes, ({ record }) => numberOf(record.destination ?? '::') >> shift)
    return { shift, length, nodes: new Map([...byPrefix].map(([prefix, same]) => [prefix, nodeOf(same)])) }
  })
  return { lengths: lengths.sort((a, b) => b.length - a.length) }
}

export const tablesOf = (space: Space): ReadonlyMap<number, Table> => {
  const entries = space.routes.filter(({ family }) => family === AF_INET6).flatMap((record) => entriesOf(space, record))
  const byTable = Map.groupBy(entries, ({ table }) => table)
  return new Map([...byTable].map(([id, routes]) => [id, tableOf(routes)]))
}

/**
 * The lists of routes that are looked into, one after the other: fib6_node_lookup and then fib6_backtrack (net/ipv6/ip6_fib.c,
 * route.c). The first look passes over a prefix whose routes are all for other sources, and its plain routes with them.
 */
export const listsFor = ({ lengths }: Table, destination: bigint, source: bigint): readonly (readonly Entry[])[] => {
  const lists: (readonly Entry[])[] = []
  for (const { shift, nodes } of lengths) {
    const node = nodes.get(destination >> shift)
    if (node === undefined) continue
    const { plain, bySource } = node
    const fitting = bySource.filter((one) => samePrefix(one.source, source, one.length))
    if (bySource.length > 0 && fitting.length === 0 && lists.length === 0 && shift !== 128n) continue
    for (const { entries } of fitting) lists.push(entries)
    if (plain.length > 0) lists.push(plain)
  }
  return lists
}
