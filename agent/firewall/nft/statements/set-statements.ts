import type { NftSet } from '../../../../collectors/netfilter/nftables/record.ts'
import type { Element, Statement, Tree, Written } from '../expression-tree.ts'
import type { Json } from '../json.ts'
import { resolve } from '../resolve.ts'
import { addStatement, addWords, type ExpressionOf, type Reader, type RuleState } from '../rule-state.ts'
import { declaredKinds, keyKinds } from '../set-elements.ts'
import { mapLookup } from '../set-use.ts'
import { statefulStatement } from '../stateful-statements.ts'
import { typed, unknownKind } from '../typed.ts'
import { visible } from '../visible-text.ts'

const statementsOf = ({ expressions = [] }: ExpressionOf<'dynset'>): readonly Written[] =>
  expressions.map((expression) => statefulStatement(expression, false))

/** A literal among the keys is rare; it has the type that the set tells. */
const keyOf = (state: RuleState, set: NftSet, key: Tree): Tree => {
  const [kind = unknownKind] = keyKinds(set)
  return resolve(state.context, key.kind === 'literal' ? typed(key, kind) : key)
}

const meter = (state: RuleState, set: NftSet, element: Element, [statement]: readonly Written[]): boolean => {
  if (statement === undefined) return false
  const size = set.size ?? 0
  return addWords(
    state,
    (write) => ({ meter: { key: write(element), stmt: statement.json(write), size, name: set.name } }),
    (write) => `meter ${visible(set.name)} size ${size} { ${write(element)} ${statement.text(write)} }`,
  )
}

/** What is in a register becomes an element of a set or a map, or is one no more. */
export const dynset: Reader<'dynset'> = (state, expression) => {
  const { set: name = '', op = 'add', sregKey, sregData, timeoutMs } = expression
  const set = state.index.sets.get(name)
  const key = set === undefined ? null : state.registers.readAll(sregKey, set.keyLength * 8)
  const data = sregData === undefined ? undefined : state.registers.read(sregData)
  if (set === undefined || key === null || data === null) return false
  const statements = statementsOf(expression)
  const element: Element = {
    kind: 'element',
    key: keyOf(state, set, key),
    data: null,
    timeout: timeoutMs === undefined || timeoutMs === 0 ? null : BigInt(timeoutMs),
    expires: null,
    comment: null,
    statements: [],
  }
  if (set.flags.includes('anonymous')) return meter(state, set, element, statements)
  const suffix = (write: (tree: Tree) => string): string =>
    statements.map((statement) => ` ${statement.text(write)}`).join('')
  const stmt = (write: (tree: Tree) => Json): { readonly [name: string]: Json } =>
    statements.length === 0 ? {} : { stmt: statements.map((statement) => statement.json(write)) }
  if (data === undefined)
    return addWords(
      state,
      (write) => ({ set: { op, elem: write(element), set: `@${name}`, ...stmt(write) } }),
      (write) => `${op} @${visible(name)} { ${write(element)}${suffix(write)} }`,
    )
  const [kind = unknownKind] = declaredKinds(set.dataType ?? 0, set.dataLength ?? 0)
  const value = resolve(state.context, typed(data, kind))
  return addWords(
    state,
    (write) => ({ map: { op, elem: write(element), data: write(value), map: `@${name}`, ...stmt(write) } }),
    (write) => `${op} @${visible(name)} { ${write(element)}${suffix(write)} : ${write(value)} }`,
  )
}

/** How the use of an object is written, where that is not `TYPE name NAME`. */
const uses: { readonly [type: string]: string } = {
  'ct helper': 'ct helper set',
  'ct timeout': 'ct timeout set',
  'ct expectation': 'ct expectation set',
  secmark: 'meta secmark set',
}

const useObject = (state: RuleState, type: string, tree: Tree): true =>
  addWords(
    state,
    (write) => ({ [type]: write(tree) }),
    (write) => `${uses[type] ?? `${type} name`} ${write(tree)}`,
  )

export const objref: Reader<'objref'> = (state, { type, name, sreg, set: setName = '' }) => {
  if (name !== undefined && type !== undefined) return useObject(state, type, { kind: 'object-name', name })
  const set = state.index.sets.get(setName)
  const key = set === undefined ? null : state.registers.readAll(sreg, set.keyLength * 8)
  if (set?.objectType === undefined || key === null) return false
  return useObject(state, set.objectType, mapLookup(state.context, key, set))
}

/** Statements that keep something. */
export const stateful = (
  state: RuleState,
  expression: ExpressionOf<'counter' | 'limit' | 'quota' | 'connlimit' | 'last'>,
): boolean => addStatement(state, statefulStatement(expression, true) satisfies Statement)
