import type { Expression } from '../../../../collectors/netfilter/nftables/expressions/index.ts'
import type { NftRule, NftSet } from '../../../../collectors/netfilter/nftables/record.ts'
import type { Count } from '../../../../collectors/wire/shape.ts'
import { actImmediate, actLimit, actLog, actMetaSet, decideTarget } from './actions.ts'
import { lookUpAmong } from './among.ts'
import type { Comparison, Draft } from './draft.ts'
import type { ExpressionOf } from './expression-of.ts'
import { ForeignRule, foreign } from './foreign.ts'
import { type Masked, Registers } from './registers.ts'

/** What differs between the families. */
export interface Reader<E> {
  readonly newDraft: () => Draft<E>
  readonly compare: (comparison: Comparison, draft: Draft<E>) => void
  /** Absent: the family has no ports. */
  readonly compareRange?: (
    register: Pick<Comparison, 'loaded' | 'mask'>,
    range: ExpressionOf<'range'>,
    draft: Draft<E>,
  ) => void
  /** Which match the expression `limit` stands for; null: the family has no matches. */
  readonly limit: 'limit' | 'bridgeLimit' | null
}

/** Where a rule is: what it may refer to. */
export interface Place {
  readonly table: string
  readonly sets: readonly NftSet[]
}

/** A rule but for its family's own shape. */
export interface ReadRule<E> {
  readonly packets: Count
  readonly bytes: Count
  readonly draft: Draft<E>
}

/** What is in a register and can be compared. */
const compared = ({ loaded, mask }: Masked): Pick<Comparison, 'loaded' | 'mask'> =>
  loaded.from === 'value' ? foreign('it compares a value with a value') : { loaded, mask }

/** A rule while its expressions are read. */
interface Reading<E> extends Place {
  readonly draft: Draft<E>
  readonly registers: Registers
  readonly reader: Reader<E>
}

type Read<K extends Expression['kind']> = <E>(expression: ExpressionOf<K>, reading: Reading<E>) => void

const readers: { readonly [K in Expression['kind']]?: Read<K> } = {
  counter: () => undefined,
  meta: (expression, { registers, draft }) => {
    if (expression.sreg !== undefined) actMetaSet(expression, registers, draft)
    else registers.load(expression.dreg, { from: 'meta', key: expression.key ?? '' })
  },
  payload: ({ dreg, sreg, base = '', offset = 0, length = 0 }, { registers }) => {
    if (sreg !== undefined) throw new ForeignRule('it changes the packet')
    registers.load(dreg, { from: 'payload', base, offset, length })
  },
  bitwise: (expression, { registers }) => registers.mask(expression),
  cmp: ({ sreg, op = 'eq', data = '' }, { registers, reader, draft }) =>
    reader.compare({ ...compared(registers.get(sreg)), op, data }, draft),
  range: (expression, { registers, reader, draft }) => {
    if (reader.compareRange === undefined) throw new ForeignRule('it compares a range')
    reader.compareRange(compared(registers.get(expression.sreg)), expression, draft)
  },
  lookup: (expression, { registers, reader, draft, sets }) => {
    if (reader.limit !== 'bridgeLimit') throw new ForeignRule(`it looks into the set ${expression.set}`)
    lookUpAmong(expression, registers, { draft, sets })
  },
  immediate: (expression, { registers, draft, table }) => actImmediate(expression, registers, { draft, table }),
  match: ({ match }, { reader, draft }) => {
    if (reader.limit === null) throw new ForeignRule('it has a match')
    draft.match(match)
  },
  target: ({ target }, { draft }) => decideTarget(target, draft),
  limit: (expression, { reader, draft }) => {
    if (reader.limit === null) throw new ForeignRule('it has a limit')
    actLimit(expression, reader.limit, draft)
  },
  log: (expression, { draft }) => actLog(expression, draft),
}

const isRead = (kind: string): kind is keyof typeof readers => Object.hasOwn(readers, kind)

const read = <E, K extends Expression['kind']>(expression: ExpressionOf<K>, reading: Reading<E>): void => {
  const { kind } = expression
  if (!isRead(kind)) throw new ForeignRule(`it has the expression "${'name' in expression ? expression.name : kind}"`)
  const reader = readers[kind] as Read<K>
  reader(expression, reading)
}

/** Reads the expressions of a rule as iptables-nft and its like write them. @throws ForeignRule */
export const readRule = <E>({ expressions }: NftRule, reader: Reader<E>, place: Place): ReadRule<E> => {
  const draft = reader.newDraft()
  const reading = { ...place, draft, registers: new Registers(), reader }
  const counter = expressions.find((expression): expression is ExpressionOf<'counter'> => expression.kind === 'counter')
  for (const expression of expressions) read(expression, reading)
  if (draft.owed !== null) throw new ForeignRule(draft.owed)
  return { packets: counter?.packets ?? 0, bytes: counter?.bytes ?? 0, draft }
}
