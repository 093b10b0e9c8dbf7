import type { NftTable } from '../../collectors/netfilter/nftables/record.ts'
import type { AnyXtTable } from '../../collectors/netfilter/xtables/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { noFacts, type RuleFacts } from '../firewall/facts/facts.ts'
import { namesOf } from '../firewall/names.ts'
import { sourceOf } from '../firewall/ruleset/analyse.ts'
import type { AnalysedTable } from '../firewall/ruleset/analysis.ts'
import { chainMaker, tableOwner } from '../firewall/ruleset/build.ts'
import { analysedNftTable } from '../firewall/ruleset/of-nftables.ts'
import { analysedXtTable } from '../firewall/ruleset/of-xtables.ts'
import { dockersThings, ruleWriter } from '../firewall/ruleset/rule-writer.ts'
import type { BlamedRule } from './answer.ts'
import type { RuleReference } from './netfilter/rule-reference.ts'

/** What people want to know of a rule: where it stands, its words, what it counted, whose it is. Each rule is read once. */
export const blamedRule = (reference: RuleReference, snapshot: Snapshot): BlamedRule =>
  readOnce(reference, snapshot).blamed

/** What a rule asks for and does, in one form for all tools; of a policy nothing. */
export const factsOfRule = (reference: RuleReference, snapshot: Snapshot): RuleFacts =>
  readOnce(reference, snapshot).facts

interface ReadRule {
  readonly blamed: BlamedRule
  readonly facts: RuleFacts
}

const readOnce = (reference: RuleReference, snapshot: Snapshot): ReadRule => {
  const key = reference.rule ?? reference.chain
  const known = read.get(key)
  if (known !== undefined) return known
  const found = readRule(reference, snapshot)
  read.set(key, found)
  return found
}

/** By the record of the rule, or of the chain whose policy it is. */
const read = new WeakMap<object, ReadRule>()

const readRule = (reference: RuleReference, snapshot: Snapshot): ReadRule => {
  const { netns } = reference.space
  const table = tableWithOnly(reference, snapshot)
  const [chain] = table.chains
  const [rule] = chain?.rules ?? []
  const place = {
    backend: table.backend,
    family: table.family,
    table: table.name,
    chain: reference.chain.name,
    position: reference.number,
  }
  const owner = tableOwner(table)
  const maker = chain === undefined ? null : chainMaker(chain, owner)
  if (rule === undefined || reference.rule === null) {
    const { base } = reference.chain
    const policy = {
      ...place,
      handle: null,
      text: `policy ${base?.policy ?? 'accept'}`,
      packets: textOf(base?.packets ?? null),
      bytes: textOf(base?.bytes ?? null),
      author: (maker ?? owner)?.writer ?? null,
    }
    return { blamed: policy, facts: noFacts }
  }
  const isDockers = dockersThings([], namesOf(snapshot, netns))
  const blamed = {
    ...place,
    handle: rule.handle === null ? null : Number(rule.handle),
    text: rule.text,
    packets: textOf(rule.packets),
    bytes: textOf(rule.bytes),
    author: ruleWriter(rule, { chain: reference.chain.name, maker, owner, isDockers }),
  }
  return { blamed, facts: rule.facts }
}

const textOf = (count: number | bigint | null): string | null => (count === null ? null : `${count}`)

/** Its table as if it had no other rule: a question is about one of a thousand. */
const tableWithOnly = (reference: RuleReference, snapshot: Snapshot): AnalysedTable => {
  const source = sourceOf(snapshot, reference.space.netns)
  if (reference.kind === 'nft') {
    const { table, chain, rule } = reference
    const only: NftTable = { ...table, chains: [{ ...chain, rules: rule === null ? [] : [rule] }] }
    return analysedNftTable(only, source)
  }
  const { table, chain, rule } = reference
  const only = { ...table, chains: [{ ...chain, rules: rule === null ? [] : [rule] }] } as AnyXtTable
  return analysedXtTable(only, source.setName)
}
