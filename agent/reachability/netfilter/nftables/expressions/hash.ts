import { jhash, reciprocalScale } from '../../jhash.ts'
import type { Operation } from '../machine.ts'
import { putWord, registerAt, spoil, taintOf } from '../registers.ts'
import type { ExpressionOf } from './kinds.ts'
import { oneBelow } from './numgen.ts'

/** A hash of a register with the seed of the rule, or one with a seed that only the kernel knows (net/netfilter/nft_hash.c). */
export const hash = (expression: ExpressionOf<'hash'>): Operation => {
  const { sreg, dreg, length = 0, modulus = 1, seed, offset = 0, type } = expression
  const [from, to] = [registerAt(sreg), registerAt(dreg)]
  const unknown = oneBelow(`which number below ${modulus} the kernel's secret hash gives`, modulus, offset)
  if (modulus === 1) {
    return ({ registers }) => {
      putWord(registers, to, offset)
      return null
    }
  }
  return ({ registers }) => {
    const isKnown = type !== 'symhash' && seed !== undefined && taintOf(registers, from, length) === null
    if (isKnown)
      putWord(
        registers,
        to,
        reciprocalScale(jhash(registers.bytes.subarray(from, from + length), seed), modulus) + offset,
      )
    else spoil(registers, to, 4, unknown)
    return null
  }
}
