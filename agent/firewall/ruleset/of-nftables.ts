import type { NftChain, NftRule, NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { SaveContext } from '../../../collectors/netfilter/xtables/extension.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { isJsonObject } from '../facts/json-object.ts'
import { factsOfStatements } from '../facts/of-statements.ts'
import { xtTableFrom } from '../iptables/from-nft/xt-table.ts'
import { indexOf, isListed, lineOf, type RuleForms, ruleForms, writingIn } from '../nft/rule-forms.ts'
import { tableObjectsJson } from '../nft/ruleset-json.ts'
import type { Surroundings } from '../nft/surroundings.ts'
import type { AnalysedChain, AnalysedRule, AnalysedTable } from './analysis.ts'
import { analysedXtTable } from './of-xtables.ts'

/** What the text of rules needs of their namespace. */
export interface NftSource extends Surroundings {
  readonly setName: SaveContext['setName']
}

/** A table of nf_tables, read: in the words of iptables if that (or its like) keeps it, else in those of nft. */
export const analysedNftTable = (table: NftTable, source: NftSource): AnalysedTable => {
  const index = indexOf(table)
  const writing = writingIn(source)
  const formsOf = (rule: NftRule): RuleForms => ruleForms(index, rule, writing)
  const listed = table.chains.filter(isListed)
  const nativeOf = (chain: NftChain): AnalysedChain => nativeChain(table, chain, formsOf)
  const common = {
    family: table.family,
    name: table.name,
    objects: () => tableObjectsJson(table, source).filter((object) => !isTableItself(object)),
  }
  const { table: held } = xtTableFrom(table)
  if (held === null) return { ...common, backend: 'nftables', chains: listed.map(nativeOf) }
  const read = new Map(analysedXtTable(held, source.setName).chains.map((chain) => [chain.name, chain]))
  const chains = listed.map((chain): AnalysedChain => {
    const own = read.get(chain.name)
    if (own === undefined) return nativeOf(chain)
    return {
      ...own,
      rules: own.rules.map((rule, number): AnalysedRule => {
        const raw = chain.rules[number]
        return raw === undefined ? rule : { ...rule, handle: raw.handle, statements: () => formsOf(raw).statements() }
      }),
    }
  })
  return { ...common, backend: 'iptables-nft', chains }
}

const isTableItself = (object: unknown): boolean => typeof object === 'object' && object !== null && 'table' in object

const nativeChain = (
  table: NftTable,
  { name, base, rules }: NftChain,
  formsOf: (rule: NftRule) => RuleForms,
): AnalysedChain => ({
  name,
  base: base && {
    hook: base.hook,
    type: base.type,
    priority: base.priority,
    policy: base.policy,
    devices: base.devices,
    packets: base.packets ?? null,
    bytes: base.bytes ?? null,
  },
  rules: rules.map((rule, at) => {
    const forms = formsOf(rule)
    const statements = forms.statements()
    const facts = factsOfStatements(statements)
    // The elements of a map come in no order that lasts.
    const mapped = statements.flatMap((statement) => targetsOfMap(table, statement)).sort()
    return {
      number: at + 1,
      handle: rule.handle,
      text: withoutCounts(lineOf(rule, forms)),
      ...(rule.comment === undefined ? {} : { comment: rule.comment }),
      ...countersOf(rule),
      facts: mapped.length === 0 ? facts : { ...facts, leadsTo: [...new Set([...facts.leadsTo, ...mapped])] },
      statements: forms.statements,
    }
  }),
})

const counts =
  /("[^"]*")|\b(counter) packets \d+ bytes \d+|\b(quota (?:over |until )?\d+ \w+) used \d+ \w+|\b(last) used \S+/g

/** As `nft -s` writes it: what the rule has counted stands beside its text, and is newer there. */
const withoutCounts = (text: string): string =>
  text.replace(counts, (_, quoted, counter, quota, last) => quoted ?? counter ?? quota ?? last)

/** Chains to which a named verdict map leads. */
const targetsOfMap = ({ sets }: NftTable, statement: unknown): readonly string[] => {
  const vmap = isJsonObject(statement) ? statement['vmap'] : undefined
  const data = isJsonObject(vmap) ? vmap['data'] : undefined
  const elements = typeof data === 'string' ? sets.find(({ name }) => `@${name}` === data)?.elements : undefined
  return (elements ?? []).flatMap(({ data: verdict }) =>
    typeof verdict === 'object' && verdict.chain !== undefined ? [verdict.chain] : [],
  )
}

/** Of several counters the last, which counts the packets that the verdict is for. */
const countersOf = ({ expressions }: NftRule): { readonly packets: Count | null; readonly bytes: Count | null } => {
  const counter = expressions.findLast((expression) => expression.kind === 'counter')
  return { packets: counter?.packets ?? null, bytes: counter?.bytes ?? null }
}
