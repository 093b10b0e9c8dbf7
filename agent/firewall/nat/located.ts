import type { IpFamily } from '../prefix.ts'
import type { AnalysedChain, AnalysedRule, AnalysedTable } from '../ruleset/analysis.ts'
import { chainWriter, tableWriter } from '../writers/index.ts'
import type { RuleRef } from './record.ts'

/** A chain and its table. */
export interface LocatedChain {
  readonly table: AnalysedTable
  readonly chain: AnalysedChain
  /** Who made it; null for a built-in chain, and for one that anybody may have made. */
  readonly writer: string | null
  /** Hooks from which rules may lead here, its own included; none for a chain that nobody calls. */
  readonly hooks: ReadonlySet<string>
}

export interface LocatedRule {
  readonly at: LocatedChain
  readonly rule: AnalysedRule
}

/** The chains of a table, with what is known of each. */
export const locatedChains = (table: AnalysedTable): readonly LocatedChain[] => {
  const hooks = hooksIn(table)
  const owner = table.backend === 'nftables' ? (tableWriter(table.name)?.writer ?? null) : null
  return table.chains.map((chain) => ({
    table,
    chain,
    writer: table.backend === 'nftables' ? owner : (chainWriter(chain.name)?.writer ?? null),
    hooks: hooks.get(chain.name) ?? new Set(),
  }))
}

const hooksIn = ({ chains }: AnalysedTable): ReadonlyMap<string, ReadonlySet<string>> => {
  const targets = new Map(chains.map(({ name, rules }) => [name, new Set(rules.flatMap(({ facts }) => facts.leadsTo))]))
  const hooks = new Map<string, Set<string>>()
  const spread = (name: string, hook: string): void => {
    const own = hooks.get(name) ?? new Set()
    if (own.has(hook)) return
    hooks.set(name, own.add(hook))
    for (const target of targets.get(name) ?? []) spread(target, hook)
  }
  for (const { name, base } of chains) if (base !== null) spread(name, base.hook)
  return hooks
}

export const rulesOf = (chains: readonly LocatedChain[]): readonly LocatedRule[] =>
  chains.flatMap((at) => at.chain.rules.map((rule) => ({ at, rule })))

/** Whether packets of the family pass the table. */
export const serves = ({ family }: AnalysedTable, packets: IpFamily): boolean => family === packets || family === 'inet'

export const refOf = ({ at, rule }: LocatedRule): RuleRef => ({
  backend: at.table.backend,
  family: at.table.family,
  table: at.table.name,
  chain: at.chain.name,
  number: rule.number,
  handle: rule.handle,
  text: rule.text,
  packets: rule.packets,
  bytes: rule.bytes,
})

/** `DOCKER-USER #1`. */
export const placeWords = ({ at, rule }: LocatedRule): string => `${at.table.name} ${at.chain.name} #${rule.number}`

const programs = {
  'iptables-nft': { ip: 'iptables', ip6: 'ip6tables' },
  'iptables-legacy': { ip: 'iptables-legacy', ip6: 'ip6tables-legacy' },
} as const

/** The command that removes a rule. */
export const removal = ({ at: { table, chain }, rule }: LocatedRule): string => {
  const { backend, family, name } = table
  if (backend === 'nftables' || (family !== 'ip' && family !== 'ip6'))
    return `nft delete rule ${family} ${name} ${chain.name} handle ${rule.handle ?? '?'}`
  const program = programs[backend][family]
  return `${program} ${name === 'filter' ? '' : `-t ${name} `}-D ${chain.name} ${rule.number}`
}
