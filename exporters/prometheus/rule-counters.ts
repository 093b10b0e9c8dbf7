import type { AnalysedRule, AnalysedTable } from '../../agent/firewall/ruleset/analysis.ts'
import { type Counted, countersOf, type TableCounters } from '../../agent/firewall/ruleset/counters.ts'
import type { NetnsId } from '../../collectors/collector.ts'
import type { Usage } from '../../collectors/usage-record.ts'

/** Where something stands that counts packets. */
export interface Counting {
  readonly netns: NetnsId
  readonly table: AnalysedTable
  readonly chain: string
}

/**
 * What a rule has counted, or the policy of its chain when `rule` is null. Null: it does not count, or it is not there any more.
 * What the last look read of it serves only while nothing newer was read at all: a counter must not go back.
 */
export const counted = (usage: Usage | null, place: Counting, rule: AnalysedRule | null): Counted | null => {
  const { table, chain } = place
  if (usage === null) return together(rule ?? table.chains.find(({ name }) => name === chain)?.base)
  const counters = countersIn(usage, place)
  if (counters === null) return null
  return rule === null ? counters.ofPolicy(chain) : counters.ofRule(chain, rule)
}

const together = (read: Pick<AnalysedRule, 'packets' | 'bytes'> | null | undefined): Counted | null =>
  read == null || read.packets === null || read.bytes === null ? null : { packets: read.packets, bytes: read.bytes }

/** Sought once for each reading of the counters. */
const known = new WeakMap<Usage, Map<AnalysedTable, TableCounters | null>>()

const countersIn = (usage: Usage, { netns, table }: Counting): TableCounters | null => {
  const tables = known.get(usage) ?? new Map<AnalysedTable, TableCounters | null>()
  known.set(usage, tables)
  const found = tables.get(table)
  if (found !== undefined) return found
  const counters = countersOf(usage, netns, table)
  tables.set(table, counters)
  return counters
}
