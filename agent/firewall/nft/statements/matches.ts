import type { NftSet } from '../../../../collectors/netfilter/nftables/record.ts'
import { type Comparison, layers, type Tree } from '../expression-tree.ts'
import { addComparison } from '../match.ts'
import type { PacketContext } from '../packet-context.ts'
import { completed } from '../payload-fields.ts'
import { icmp, icmpv6 } from '../protocols/transport.ts'
import type { Reader } from '../rule-state.ts'
import { mapLookup, setUse } from '../set-use.ts'

const comparisons: { readonly [op: string]: Comparison } = {
  eq: '==',
  neq: '!=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
}

export const cmp: Reader<'cmp'> = ({ registers, context }, { sreg, op = '', data }) => {
  const operator = comparisons[op]
  const left = data === undefined ? null : registers.readAll(sreg, data.length * 4)
  if (operator === undefined || left === null || data === undefined) return false
  addComparison(context, operator, left, { kind: 'literal', hex: data })
  return true
}

export const range: Reader<'range'> = ({ registers, context }, { sreg, op = '', from, to }) => {
  const operator = comparisons[op]
  const left = registers.read(sreg)
  if (operator === undefined || left === null || from === undefined || to === undefined) return false
  const right: Tree = { kind: 'range', low: { kind: 'literal', hex: from }, high: { kind: 'literal', hex: to } }
  addComparison(context, operator, left, right)
  return true
}

/** `icmp type { echo-request, echo-reply }` tells which message it is, for the fields that only some have. */
const learnMessage = (context: PacketContext, key: Tree, set: NftSet): void => {
  if (key.kind !== 'payload' || key.layer !== layers.transport || context.icmpType !== 0) return
  const { protocol, field } = completed(context, key)
  if ((protocol !== icmp && protocol !== icmpv6) || field?.tells !== true) return
  const values = set.elements.map((element) => Number.parseInt(element.key ?? '', 16)).filter(Number.isFinite)
  if (set.flags.includes('anonymous') && values.length > 0) context.icmpType = Math.min(...values)
}

/** A key is in a set; of a map, the verdict that it has, or a value for a register. */
export const lookup: Reader<'lookup'> = ({ registers, context, index }, { set: name = '', sreg, dreg, flags = [] }) => {
  const set = index.sets.get(name)
  const key = set === undefined ? null : registers.readAll(sreg, set.keyLength * 8)
  if (set === undefined || key === null) return false
  if (dreg !== undefined) {
    const map = mapLookup(context, key, set)
    if (dreg !== 0) registers.write(dreg, map)
    else {
      context.previous = { kind: 'tree', tree: map }
      context.statements.push(context.previous)
    }
    return true
  }
  learnMessage(context, key, set)
  const use = setUse(context, key, set)
  context.previous = { kind: 'match', operator: flags.includes('inv') ? '!=' : '==', left: use.key, right: use.set }
  context.statements.push(context.previous)
  return true
}
