import type { NetnsId } from '../../../collectors/collector.ts'
import { isEqual } from '../../../collectors/equal.ts'
import type { NftRule, NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { sourceOf } from '../../firewall/ruleset/analyse.ts'
import type { AnalysedTable } from '../../firewall/ruleset/analysis.ts'
import { analysedNftTable } from '../../firewall/ruleset/of-nftables.ts'
import { analysedXtTable } from '../../firewall/ruleset/of-xtables.ts'

/** A table of rules of either kind. */
export type Table = Snapshot['nftables'][number] | Snapshot['xtables'][number]
export type Chain = Table['chains'][number]
export type Rule = Chain['rules'][number]

export const isNft = (table: Table): table is Snapshot['nftables'][number] => 'sets' in table

export const tablesOf = ({ nftables, xtables }: Snapshot, netns: NetnsId): readonly Table[] => [
  ...nftables.filter((table) => table.netns === netns),
  ...xtables.filter((table) => table.netns === netns),
]

/** What tells a table from the others of its namespace. */
export const tableKey = (table: Table): string => `${isNft(table) ? 'nft' : 'legacy'} ${table.family} ${table.name}`

/** Whether two rules are the same one, or say the same, whatever they counted. A rule of nf_tables never changes: its handle tells. */
export const isSameRule = (one: Rule, other: Rule): boolean => {
  if (one === other) return true
  if ('handle' in one && 'handle' in other) return one.handle === other.handle
  return isEqual(uncounted(one), uncounted(other))
}

const uncounted = (rule: Rule): unknown =>
  'packets' in rule ? { ...rule, packets: null, bytes: null } : (rule satisfies NftRule)

/** A table with only some of its rules, in the words of its tool: the words of thousands take long. */
export const wordedTable = (snapshot: Snapshot, table: Table, chosen: ReadonlySet<Rule>): AnalysedTable => {
  const source = sourceOf(snapshot, table.netns)
  if (isNft(table)) {
    const chains: NftTable['chains'] = table.chains.map((chain) => ({
      ...chain,
      rules: chain.rules.filter((rule) => chosen.has(rule)),
    }))
    return analysedNftTable({ ...table, chains }, source)
  }
  const analysed = analysedXtTable(table, source.setName)
  const chains = analysed.chains.map((chain, at) => ({
    ...chain,
    rules: chain.rules.filter((_, number) => {
      const rule = table.chains[at]?.rules[number]
      return rule !== undefined && chosen.has(rule)
    }),
  }))
  return { ...analysed, chains }
}
