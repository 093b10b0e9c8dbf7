import type { NftChain, NftRule, NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { Writing } from './data-types.ts'
import type { Json } from './json.ts'
import { readRule } from './read-rule.ts'
import type { TableIndex } from './rule-state.ts'
import type { ChainLines } from './statements/verdict.ts'
import type { Surroundings } from './surroundings.ts'
import { jsonWriter, statementJson } from './tree-json.ts'
import { statementText, textWriter } from './tree-text.ts'
import { visible } from './visible-text.ts'

/** Sets and chains of a table by the names under which its rules use them. */
export const indexOf = (table: NftTable): TableIndex => ({
  table,
  sets: new Map(table.sets.map((set) => [set.name, set])),
  chains: new Map(table.chains.map((chain) => [chain.name, chain])),
})

/** How values are written outside of ranges. */
export const writingIn = (surroundings: Surroundings): Writing => ({ ...surroundings, numeric: false })

/** Both forms of a rule. */
export interface RuleForms {
  /** What `nft -j` has under `expr`. */
  readonly statements: () => readonly Json[]
  /** As `nft list` writes it, without comment and handle. */
  readonly text: () => string
}

const linesIn =
  (writing: Writing): ChainLines =>
  (index, chain) =>
    chain.rules.map((rule) => lineOf(rule, ruleForms(index, rule, writing)))

/** A rule as nft writes it: JSON and text are made when they are asked for. */
export const ruleForms = (index: TableIndex, rule: NftRule, writing: Writing): RuleForms => {
  const statements = readRule(index, rule, linesIn(writing))
  return {
    statements: () => {
      const write = jsonWriter(writing)
      return statements.map((statement) => statementJson(statement, write))
    },
    text: () => {
      const write = textWriter(writing)
      return statements.map((statement) => statementText(statement, write)).join(' ')
    },
  }
}

/** A rule with its comment, as it stands in a chain. */
export const lineOf = ({ comment }: NftRule, { text }: RuleForms): string =>
  comment === undefined ? text() : `${text()} comment "${visible(comment)}"`

/** Chains that are listed: those without a name stand in the rules that use them. */
export const isListed = ({ flags }: NftChain): boolean => !flags.includes('binding')
