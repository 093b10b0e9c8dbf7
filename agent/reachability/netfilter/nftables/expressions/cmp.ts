import { compareBytes, hexBytes, hostWord } from '../bytes.ts'
import type { Operation } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { holds } from '../unknowns.ts'
import type { ExpressionOf } from './kinds.ts'

const tests: { readonly [op: string]: (order: number) => boolean } = {
  eq: (order) => order === 0,
  neq: (order) => order !== 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
}

/** Compares a register byte by byte (nft_cmp_eval, and its quick forms; net/netfilter/nft_cmp.c). */
export const cmp = ({ sreg, op = '', data = '' }: ExpressionOf<'cmp'>): Operation => {
  const at = registerAt(sreg)
  const value = hexBytes(data)
  const test = tests[op] ?? (() => false)
  const slow: Operation = (machine) =>
    holds(machine, at, value.length, (bytes, from) => test(compareBytes(bytes, from, value))) ? null : 'break'
  if (value.length > 4 || (op !== 'eq' && op !== 'neq')) return slow
  const mask = value.length === 4 ? -1 : (1 << (value.length * 8)) - 1
  const wanted = hostWord(value) | 0
  const word = at >> 2
  const equal = op === 'eq'
  return (machine) => {
    const { registers } = machine
    if (registers.tainted) return slow(machine)
    return (((registers.words[word] ?? 0) & mask) === wanted) === equal ? null : 'break'
  }
}
