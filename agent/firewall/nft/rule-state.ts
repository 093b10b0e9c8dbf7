import type { Expression } from '../../../collectors/netfilter/nftables/expressions/index.ts'
import type { NftChain, NftSet, NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { Statement, Tree } from './expression-tree.ts'
import type { Json } from './json.ts'
import { forgetDependencies, type PacketContext } from './packet-context.ts'
import type { Registers } from './registers.ts'

/** The table that a rule is in, by the names that rules use. */
export interface TableIndex {
  readonly table: NftTable
  readonly sets: ReadonlyMap<string, NftSet>
  readonly chains: ReadonlyMap<string, NftChain>
}

/** A rule while its expressions are read, one after the other. */
export interface RuleState {
  readonly index: TableIndex
  readonly context: PacketContext
  readonly registers: Registers
}

export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>

/** Reads one kind of expression. False: it is not understood, and nothing was done. */
export type Reader<K extends Expression['kind']> = (state: RuleState, expression: ExpressionOf<K>) => boolean

/** A statement that does something: what was matched before it stays written. */
export const addStatement = ({ context }: RuleState, statement: Statement): true => {
  context.statements.push(statement)
  forgetDependencies(context)
  return true
}

/** The same, from its words. */
export const addWords = (
  state: RuleState,
  json: (write: (tree: Tree) => Json) => Json,
  text: (write: (tree: Tree) => string) => string,
): true => addStatement(state, { kind: 'written', json, text })

/** Adds what is there to an object. */
export const some = (name: string, value: Json | undefined): { readonly [name: string]: Json } =>
  value === undefined ? {} : { [name]: value }

/** One as it is, several as a list, none not at all. */
export const oneOrMany = (values: readonly string[]): Json | undefined => (values.length > 1 ? values : values[0])
