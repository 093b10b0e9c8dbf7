import type { NetnsId } from '../../../collectors/collector.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Usage } from '../../../collectors/usage-record.ts'
import { meaningOf } from '../meaning.ts'
import { type Names, namesOf } from '../names.ts'
import { type Attribution, aboutInTable, chainWriter, tableWriter } from '../writers/index.ts'
import { analysedTables } from './analyse.ts'
import type { AnalysedChain, AnalysedRule, AnalysedTable } from './analysis.ts'
import { withCounters } from './counters.ts'
import { decides } from './decides.ts'
import type { FirewallChain, FirewallRule, FirewallTable, Ruleset } from './record.ts'
import { dockersThings, type RulePlace, ruleWriter } from './rule-writer.ts'

export interface RulesetOptions {
  readonly netns: NetnsId
  /** Key of the namespace's node, and what people call it. */
  readonly key: string
  readonly title: string
  /** The newest counters; null for those of the snapshot. */
  readonly usage: Usage | null
}

/** All rules of a namespace: who leads to which chain, who wrote what, and what it is for. */
export const rulesetOf = (snapshot: Snapshot, { netns, key, title, usage }: RulesetOptions): Ruleset => {
  const tables = withCounters(analysedTables(snapshot, netns), usage, netns)
  const names = namesOf(snapshot, netns)
  const reading = { names, isDockers: dockersThings(tables, names) }
  return {
    netns: key,
    title,
    mixed: isMixed(tables),
    tables: tables.map((table) => tableOf(table, reading)),
    sets: snapshot.ipsets.filter((set) => set.netns === netns).map(({ netns: _, ...set }) => set),
  }
}

/** Some packets have to pass both. Legacy tables that only exist decide nothing. */
export const isMixed = (tables: readonly AnalysedTable[]): boolean => {
  const deciding = tables.filter(({ chains }) => decides(chains))
  const [legacy, nft] = [true, false].map((isLegacy) =>
    deciding
      .filter(({ backend }) => (backend === 'iptables-legacy') === isLegacy)
      .flatMap(({ family }) => (family === 'inet' ? ['ip', 'ip6'] : [family])),
  )
  return legacy?.some((family) => nft?.includes(family)) ?? false
}

interface Reading {
  readonly names: Names
  readonly isDockers: RulePlace['isDockers']
}

const tableOf = (table: AnalysedTable, reading: Reading): FirewallTable => {
  const { backend, family, name, chains } = table
  const owner = tableOwner(table)
  const callers = callersIn(chains)
  return {
    backend,
    family,
    name,
    writer: owner?.writer ?? null,
    chains: chains.map((chain) => {
      const maker = chainMaker(chain, owner)
      return {
        name: chain.name,
        base: chain.base,
        callers: callers.get(chain.name) ?? [],
        writer: maker?.writer === owner?.writer ? null : (maker?.writer ?? null),
        about: maker?.about ?? (owner && aboutInTable(name, chain.name)),
        rules: chain.rules.map((rule) => ruleOf(rule, { ...reading, chain: chain.name, maker, owner })),
      }
    }),
    objects: table.objects(),
  }
}

/** Whose table it is; null for those of iptables, which are everybody's. */
export const tableOwner = ({ backend, name }: AnalysedTable): Attribution | null =>
  backend === 'nftables' ? (tableWriter(name) ?? somebody) : null

/** A chain of nftables is its table's, unless its name says otherwise; nobody's name stands on those of the hooks. */
export const chainMaker = ({ name, base }: AnalysedChain, owner: Attribution | null): Attribution | null =>
  base === null ? (chainWriter(name) ?? owner ?? somebody) : null

const somebody: Attribution = { writer: 'user', about: null }

const callersIn = (chains: readonly AnalysedChain[]): ReadonlyMap<string, FirewallChain['callers']> => {
  const found = new Map<string, FirewallChain['callers'][number][]>()
  for (const { name, rules } of chains)
    for (const { number, facts } of rules)
      for (const target of facts.leadsTo) {
        const callers = found.get(target) ?? []
        callers.push({ chain: name, rule: number })
        found.set(target, callers)
      }
  return found
}

const ruleOf = (rule: AnalysedRule, around: RulePlace & Reading): FirewallRule => {
  const { facts, statements, ...plain } = rule
  const writer = ruleWriter(rule, around)
  return {
    ...plain,
    effect: facts.effect,
    leadsTo: facts.leadsTo,
    writer: writer === (around.maker ?? around.owner)?.writer ? null : writer,
    meaning: meaningOf(facts, around.names) ?? aboutTargets(facts),
    ...(statements === undefined ? {} : { statements: statements() }),
  }
}

/** What the chains are for that a rule leads to, if it is the same for all. */
const aboutTargets = ({ leadsTo }: AnalysedRule['facts']): string | null => {
  const found = new Set(leadsTo.map((target) => chainWriter(target)?.about ?? null))
  const [about = null] = found
  return found.size === 1 ? about : null
}
