import { wordBytes } from '../bytes.ts'
import type { Operation } from '../machine.ts'
import { mostValues, putWord, registerAt, spoil, type Taint } from '../registers.ts'
import type { ExpressionOf } from './kinds.ts'

/** A number below a bound, of which nobody knows which. */
export const oneBelow = (unknown: string, modulus: number, offset: number): Taint => ({
  unknown,
  values:
    modulus > mostValues ? null : Array.from({ length: modulus }, (_, number) => wordBytes((number + offset) >>> 0)),
})

/** A counter, or a random number (net/netfilter/nft_numgen.c): the moment decides. */
export const numgen = ({ dreg, modulus = 1, type, offset = 0 }: ExpressionOf<'numgen'>): Operation => {
  const to = registerAt(dreg)
  if (modulus === 1) {
    return ({ registers }) => {
      putWord(registers, to, offset)
      return null
    }
  }
  const kind = type === 'random' ? 'random number' : 'number of a counter'
  const taint = oneBelow(`which ${kind} below ${modulus} it gets`, modulus, offset)
  return ({ registers }) => {
    spoil(registers, to, 4, taint)
    return null
  }
}
