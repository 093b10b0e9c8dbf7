import { hexBytes } from '../bytes.ts'
import { accepted, type Decision, filtered, type Operation } from '../machine.ts'
import { putBytes, registerAt } from '../registers.ts'
import type { ExpressionOf } from './kinds.ts'

/** A verdict as rules and verdict maps have it; `queue` and `stolen` never come from userspace. */
export const decisionOf = (verdict: string, chain: string | null): Decision => {
  switch (verdict) {
    case 'accept':
      return accepted
    case 'drop':
      return filtered
    case 'continue':
    case 'jump':
    case 'goto':
    case 'return':
      return { verdict, chain, loss: null }
    default:
      return filtered
  }
}

/** Puts a value into a register, or decides (nft_immediate_eval, net/netfilter/nft_immediate.c). */
export const immediate = ({ dreg, data = '' }: ExpressionOf<'immediate'>): Operation => {
  if (typeof data !== 'string') {
    const decision = decisionOf(data.verdict, data.chain ?? null)
    return () => decision
  }
  const at = registerAt(dreg)
  const value = hexBytes(data)
  return ({ registers }) => {
    putBytes(registers, at, value)
    return null
  }
}
