import { compareBytes, hexBytes } from '../bytes.ts'
import type { Operation } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { holds } from '../unknowns.ts'
import type { ExpressionOf } from './kinds.ts'

/** Whether a register is between two values, both included (nft_range_eval, net/netfilter/nft_range.c). */
export const range = ({ sreg, op, from = '', to = '' }: ExpressionOf<'range'>): Operation => {
  const at = registerAt(sreg)
  const [first, last] = [hexBytes(from), hexBytes(to)]
  const wanted = op !== 'neq'
  return (machine) =>
    holds(machine, at, first.length, (bytes, start) => {
      const isInside = compareBytes(bytes, start, first) >= 0 && compareBytes(bytes, start, last) <= 0
      return isInside === wanted
    })
      ? null
      : 'break'
}
