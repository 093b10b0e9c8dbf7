import type { NetnsId } from '../../../collectors/collector.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Usage } from '../../../collectors/usage-record.ts'
import { meaningOf } from '../meaning.ts'
import { type Names, namesOf } from '../names.ts'
import { type Attribution, chainWriter, commentWriter, tableWriter } from '../writers/index.ts'
import { analysedTables } from './analyse.ts'
import type { AnalysedChain, AnalysedRule, AnalysedTable } from './analysis.ts'
import { withCounters } from './counters.ts'
import type { FirewallChain, FirewallRule, FirewallTable, Ruleset } from './record.ts'

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
  return { netns: key, title, mixed: isMixed(tables), tables: tables.map((table) => tableOf(table, names)) }
}

/** Legacy tables that only exist decide nothing. */
const isMixed = (tables: readonly AnalysedTable[]): boolean => {
  const deciding = tables.filter(({ chains }) =>
    chains.some(({ base, rules }) => rules.length > 0 || (base !== null && base.policy !== 'accept')),
  )
  const legacy = deciding.filter(({ backend }) => backend === 'iptables-legacy').length
  return legacy > 0 && legacy < deciding.length
}

const tableOf = (table: AnalysedTable, names: Names): FirewallTable => {
  const { backend, family, name, chains } = table
  const owner = backend === 'nftables' ? tableWriter(name) : null
  const callers = callersIn(chains)
  return {
    backend,
    family,
    name,
    writer: owner?.writer ?? null,
    chains: chains.map((chain) => {
      const maker = chainMaker(table, chain)
      return {
        name: chain.name,
        base: chain.base,
        callers: callers.get(chain.name) ?? [],
        writer: maker?.writer ?? null,
        about: maker?.about ?? null,
        rules: chain.rules.map((rule) => ruleOf(rule, { chain: chain.name, maker: maker ?? owner, names })),
      }
    }),
    objects: table.objects(),
  }
}

/** A chain of nftables is its table's; nobody's name stands on the built-in ones. */
const chainMaker = ({ backend }: AnalysedTable, { name, base }: AnalysedChain): Attribution | null => {
  if (backend === 'nftables' || base !== null) return null
  return chainWriter(name) ?? somebody
}

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

interface RulePlace {
  readonly chain: string
  /** Whose chain or table it stands in. */
  readonly maker: Attribution | null
  readonly names: Names
}

const ruleOf = (rule: AnalysedRule, place: RulePlace): FirewallRule => {
  const { facts, statements, ...plain } = rule
  const writer = ruleWriter(rule, place)
  const [target] = facts.leadsTo
  const about = facts.effect === 'jump' || facts.effect === 'goto' ? chainWriter(target ?? '')?.about : null
  return {
    ...plain,
    effect: facts.effect,
    leadsTo: facts.leadsTo,
    writer: writer === place.maker?.writer ? null : writer,
    meaning: meaningOf(facts, place.names) ?? about ?? null,
    ...(statements === undefined ? {} : { statements: statements() }),
  }
}

/** Whose rule it is, where that can be told at all; everything else is a user's. */
const ruleWriter = ({ comment, facts }: AnalysedRule, { chain, maker, names }: RulePlace): string => {
  const byComment = comment === undefined ? null : commentWriter(comment)
  if (byComment !== null) return byComment.writer
  if (chain === 'DOCKER-USER') return facts.effect === 'return' ? 'Docker' : 'user'
  if (maker !== null) return maker.writer
  const [byTarget] = facts.leadsTo.flatMap((target) => chainWriter(target) ?? [])
  if (byTarget !== undefined) return byTarget.writer
  return isAboutDocker(facts, names) ? 'Docker' : 'user'
}

/** In chains of nobody Docker writes about its own bridges, subnets and containers only. */
const isAboutDocker = (
  { inInterface, outInterface, source, destination }: AnalysedRule['facts'],
  names: Names,
): boolean =>
  [inInterface, outInterface].some(
    (condition) => condition !== null && names.networkOfBridge(condition.value) !== null,
  ) ||
  [source, destination].some(
    (condition) =>
      condition !== null &&
      (names.networkOfSubnet(condition.value) !== null || names.containerAt(condition.value) !== null),
  )
