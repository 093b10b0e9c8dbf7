import type { DataType } from '../data-types.ts'
import type { Kind, Payload, Tree } from '../expression-tree.ts'
import { ctLoad } from '../loads/ct.ts'
import { headerLoad } from '../loads/exthdr.ts'
import { metaLoad } from '../loads/meta.ts'
import type { PacketContext } from '../packet-context.ts'
import { completed, trimmed } from '../payload-fields.ts'
import { resolve, resolvePayload } from '../resolve.ts'
import { addWords, type Reader, type RuleState } from '../rule-state.ts'
import { flagList, flagsApart, kindOf, numberOf, typed, unknownKind } from '../typed.ts'
import { headerPart, payloadOf } from './loads.ts'

const addMangle = (state: RuleState, key: Tree, value: Tree): true =>
  addWords(
    state,
    (write) => ({ mangle: { key: write(key), value: write(value) } }),
    (write) => `${write(key)} set ${write(value)}`,
  )

/** A value that is put somewhere. */
const valueAs = (state: RuleState, value: Tree, kind: Kind): Tree =>
  flagsApart(resolve(state.context, typed(value, kind)))

const literalNumber = (tree: Tree): bigint | null => (tree.kind === 'literal' ? numberOf(tree.hex, 'network') : null)

const isSame = (tree: Tree, payload: Payload): boolean =>
  tree.kind === 'payload' &&
  tree.layer === payload.layer &&
  tree.offset === payload.offset &&
  tree.bits === payload.bits

/** The bits that are written of whole bytes, and their value: `(bytes & others) | value`, where either may be missing. */
const writtenBits = (payload: Payload, value: Tree): { readonly mask: bigint; readonly number: bigint } | null => {
  if (value.kind !== 'operation') return null
  const all = (1n << BigInt(payload.bits)) - 1n
  const number = literalNumber(value.right)
  if (number === null) return null
  if (value.operator === '&' && isSame(value.left, payload)) return { mask: all & ~number, number: 0n }
  if (value.operator !== '|') return null
  if (isSame(value.left, payload)) return { mask: number, number }
  if (value.left.kind !== 'operation' || value.left.operator !== '&' || !isSame(value.left.left, payload)) return null
  const kept = literalNumber(value.left.right)
  return kept === null ? null : { mask: all ^ kept ^ number, number }
}

const bitFieldOf = (
  context: PacketContext,
  payload: Payload,
  value: Tree,
): { readonly key: Payload; readonly value: Tree } | null => {
  const bits = writtenBits(payload, value)
  const found = bits === null ? null : trimmed(context, payload, bits.mask, payload.bits)
  const field = found === null ? null : completed(context, found.field)
  if (bits === null || found === null || field?.field === undefined) return null
  const number = bits.number >> BigInt(found.shift)
  return { key: field, value: { kind: 'constant', number, bits: field.bits, type: field.type } }
}

/** Bytes of a register into the packet. */
export const payloadSet: Reader<'payload'> = (state, expression) => {
  const payload = payloadOf(expression)
  const value = state.registers.read(expression.sreg)
  if (payload?.kind !== 'payload' || value === null) return false
  const field = completed(state.context, payload)
  const bits = field.field === undefined ? bitFieldOf(state.context, payload, value) : null
  const key = resolvePayload(state.context, bits?.key ?? field)
  return addMangle(state, key, valueAs(state, bits?.value ?? value, key))
}

export const metaSet: Reader<'meta'> = (state, { key = '', sreg }) => {
  const to = metaLoad(key)
  const value = state.registers.read(sreg)
  if (to === null || value === null) return false
  return addMangle(state, to, valueAs(state, value, to))
}

export const ctSet: Reader<'ct'> = (state, { key = '', sreg, direction }) => {
  const to = ctLoad(key, direction)
  const value = state.registers.read(sreg)
  if (to === null || value === null) return false
  const set = valueAs(state, value, kindOf(to) ?? unknownKind)
  return addMangle(state, to, key === 'event' ? flagList(set) : set)
}

/** Bytes of a register into an option, or the option away. */
export const exthdrSet: Reader<'exthdr'> = (state, expression) => {
  const part = headerPart(expression)
  if (expression.sreg === undefined) {
    const option = headerLoad({ ...part, present: true })
    if (option === null) return false
    return addWords(
      state,
      (write) => ({ reset: write(option) }),
      (write) => `reset ${write(option)}`,
    )
  }
  const to = headerLoad(part)
  const value = state.registers.read(expression.sreg)
  return to !== null && value !== null && addMangle(state, to, typed(value, to))
}

/** An address, a port or a device that a statement takes from a register; undefined where it takes none. */
export const operand = (state: RuleState, register: number | undefined, type: DataType): Tree | undefined | null => {
  if (register === undefined) return undefined
  const tree = state.registers.read(register)
  return tree === null ? null : resolve(state.context, typed(tree, { type, order: type.order, bits: type.bits }))
}
