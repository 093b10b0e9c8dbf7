import type { NftChain, NftRule, NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { SaveContext } from '../../../collectors/netfilter/xtables/extension.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { isJsonObject } from '../facts/json-object.ts'
import { factsOfStatements } from '../facts/of-statements.ts'
import { xtTableFrom } from '../iptables/from-nft/xt-table.ts'
import { indexOf, isListed, type RuleForms, ruleForms, writingIn } from '../nft/rule-forms.ts'
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
  const native = {
    backend: 'nftables',
    family: table.family,
    name: table.name,
    chains: listed.map((chain) => nativeChain(table, chain, formsOf)),
    objects: () => tableObjectsJson(table, source).filter((object) => !isTableItself(object)),
  } as const
  const { table: held } = xtTableFrom(table)
  if (held === null) return native
  const read = analysedXtTable(held, source.setName)
  const chains = listed.flatMap((chain, at): readonly AnalysedChain[] => {
    const own = read.chains.find(({ name }) => name === chain.name)
    if (own === undefined) return native.chains.slice(at, at + 1)
    return [
      {
        ...own,
        rules: own.rules.map((rule, number): AnalysedRule => {
          const raw = chain.rules[number]
          return raw === undefined ? rule : { ...rule, handle: raw.handle, statements: () => formsOf(raw).statements() }
        }),
      },
    ]
  })
  return { ...native, backend: 'iptables-nft', chains }
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
    const facts = factsOfStatements(forms.statements())
    const mapped = forms.statements().flatMap((statement) => targetsOfMap(table, statement))
    return {
      number: at + 1,
      handle: rule.handle,
      text: forms.text(),
      ...(rule.comment === undefined ? {} : { comment: rule.comment }),
      ...countersOf(rule),
      facts: mapped.length === 0 ? facts : { ...facts, leadsTo: [...new Set([...facts.leadsTo, ...mapped])] },
      statements: forms.statements,
    }
  }),
})

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
