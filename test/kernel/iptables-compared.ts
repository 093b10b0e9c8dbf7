import { xtTableFrom } from '../../agent/firewall/iptables/from-nft/xt-table.ts'
import { tableText } from '../../agent/firewall/iptables/table-text.ts'
import { openNamespace, visit } from '../../collectors/linux/namespace.ts'
import { NETLINK_NETFILTER, openNetlink } from '../../collectors/linux/socket.ts'
import { type Nftables, readNftables } from '../../collectors/netfilter/nftables/read-nftables.ts'
import type { TableCounters } from '../../collectors/netfilter/xtables/legacy/counted-table.ts'
import {
  type LegacyReading,
  readLegacyCounters,
  readLegacyTables,
} from '../../collectors/netfilter/xtables/legacy/read.ts'
import type { AnyXtTable } from '../../collectors/netfilter/xtables/record.ts'
import { NetlinkConnection } from '../../collectors/netlink/connection.ts'

/** Does something inside a namespace, by its path. */
const inside = <T>(path: string, act: () => T): T => {
  using home = openNamespace('/proc/thread-self/ns/net')
  using namespace = openNamespace(path)
  const found: { value?: T } = {}
  visit(namespace, home, () => {
    found.value = act()
  })
  if (!('value' in found)) throw new Error('nothing was done')
  return found.value as T
}

export const readLegacyAt = (path: string, previous?: LegacyReading): LegacyReading =>
  inside(path, () => readLegacyTables(previous))

export const readLegacyCountersAt = (path: string): readonly TableCounters[] => inside(path, readLegacyCounters)

export const readNftAt = (path: string): Nftables =>
  inside(path, () => {
    using transport = openNetlink(NETLINK_NETFILTER)
    return readNftables(new NetlinkConnection(transport))
  })

/** The tables of iptables-nft and its like. One that is none of theirs is a fault. */
export const nftTablesAt = (path: string): readonly AnyXtTable[] =>
  readNftAt(path).tables.map((nft) => {
    const found = xtTableFrom(nft)
    if (found.table === null) throw new Error(`${nft.family} ${nft.name}: ${found.reason}`)
    return found.table
  })

/** The sets of test/extensions/rules/rule-line.ts. */
const setName = (index: number): string => `set${index}`

/** All lines of tables, with counters. */
export const printed = (tables: readonly AnyXtTable[]): readonly string[] =>
  tables.flatMap((table) => tableText(table, { counters: true, setName }))

/** What a save program prints, without its comments. */
export const savedLines = (output: string): readonly string[] =>
  output.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

/** ebtables-save leaves blanks where there is nothing. */
export const withoutBlanks = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replaceAll(/ +/g, ' ').trimEnd())
