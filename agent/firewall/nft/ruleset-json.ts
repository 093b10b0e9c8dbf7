import type { NftChain, NftRule, NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { Json } from './json.ts'
import { flowtableJson, objectJson, setJson } from './objects-json.ts'
import { indexOf, isListed, ruleForms, writingIn } from './rule-forms.ts'
import { oneOrMany, some } from './rule-state.ts'
import type { Surroundings } from './surroundings.ts'

const tableJson = ({ family, name, handle, flags, comment }: NftTable): Json => ({
  table: { family, name, handle, ...some('flags', oneOrMany(flags)), ...some('comment', comment) },
})

const chainJson = ({ family, name: table }: NftTable, { name, handle, base, comment }: NftChain): Json => {
  const hooked =
    base === null
      ? {}
      : {
          type: base.type,
          hook: base.hook,
          prio: base.priority,
          policy: base.policy,
          ...some('dev', oneOrMany(base.devices)),
        }
  return { chain: { family, table, name, handle, ...some('comment', comment), ...hooked } }
}

const ruleJson = (table: NftTable, chain: NftChain, rule: NftRule, statements: readonly Json[]): Json => ({
  rule: {
    family: table.family,
    table: table.name,
    chain: chain.name,
    handle: rule.handle,
    ...some('comment', rule.comment),
    ...some('expr', statements.length === 0 ? undefined : statements),
  },
})

/** Objects, sets and flowtables of a table, in nft's order. */
export const tableObjectsJson = (table: NftTable, surroundings: Surroundings): readonly Json[] => {
  const writing = writingIn(surroundings)
  const named = table.sets.filter(({ flags }) => !flags.includes('anonymous'))
  return [
    ...table.objects.map((object) => objectJson(table, object)),
    ...named.map((set) => setJson(table, set, writing)),
    ...table.flowtables.map((flowtable) => flowtableJson(table, flowtable)),
  ]
}

/**
 * The objects that `nft -j list ruleset` lists, in its order and its form (libnftables-json(5)), without `metainfo`. Beyond
 * nft 1.0.6 there are, as newer ones have them: comments of tables and chains, devices of chains, flags of flowtables, the flag
 * `dynamic` of sets, statements that put into maps and use flowtables as objects, names of x_tables' extensions.
 */
export const rulesetJson = (tables: readonly NftTable[], surroundings: Surroundings): readonly Json[] => {
  const writing = writingIn(surroundings)
  return tables.flatMap((table): readonly Json[] => {
    const index = indexOf(table)
    const chains = table.chains.filter(isListed)
    const rules = chains.flatMap((chain) =>
      chain.rules.map((rule) => ruleJson(table, chain, rule, ruleForms(index, rule, writing).statements())),
    )
    return [
      tableJson(table),
      ...tableObjectsJson(table, surroundings),
      ...chains.map((chain) => chainJson(table, chain)),
      ...rules,
    ]
  })
}
