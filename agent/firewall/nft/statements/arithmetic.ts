import type { Literal, Operation, Tree } from '../expression-tree.ts'
import { bitsOf } from '../registers.ts'
import type { Reader } from '../rule-state.ts'
import { kindOf, unknownKind } from '../typed.ts'

const operation = (operator: Operation['operator'], left: Tree, right: Tree): Operation => {
  const { type, order } = kindOf(left) ?? unknownKind
  return { kind: 'operation', operator, left, right, type, order, bits: bitsOf(left) }
}

const literal = (number: bigint, hex: string): Literal => ({
  kind: 'literal',
  hex: number.toString(16).padStart(hex.length, '0'),
})

const numberIn = (hex: string): bigint => (hex === '' ? 0n : BigInt(`0x${hex}`))

/** `(value & mask) ^ xor` as a person would have written it: with `|` for the bits that are set in any case. */
const maskAndXor = (left: Tree, maskHex: string, xorHex: string): Tree => {
  const all = (1n << BigInt(maskHex.length * 4)) - 1n
  const [mask, xor] = [numberIn(maskHex), numberIn(xorHex)]
  const set = xor & ~mask & all
  const kept = mask | set
  const flipped = xor & mask
  let tree = kept === all ? left : operation('&', left, literal(kept, maskHex))
  if (flipped !== 0n) tree = operation('^', tree, literal(flipped, maskHex))
  return set === 0n ? tree : operation('|', tree, literal(set, maskHex))
}

const operators: { readonly [op: string]: Operation['operator'] } = {
  lshift: '<<',
  rshift: '>>',
  and: '&',
  or: '|',
  xor: '^',
}

export const bitwise: Reader<'bitwise'> = ({ registers }, { sreg, dreg, op = 'mask-xor', mask, xor, data, sreg2 }) => {
  const left = registers.read(sreg)
  if (left === null) return false
  if (op === 'mask-xor') {
    if (mask === undefined || xor === undefined) return false
    registers.write(dreg, maskAndXor(left, mask, xor))
    return true
  }
  const operator = operators[op]
  const right: Tree | null = data === undefined ? registers.read(sreg2) : { kind: 'literal', hex: data }
  if (operator === undefined || right === null) return false
  registers.write(dreg, operation(operator, left, right))
  return true
}

export const byteorder: Reader<'byteorder'> = ({ registers }, { sreg, dreg }) => {
  const of = registers.read(sreg)
  if (of === null) return false
  registers.write(dreg, { kind: 'swapped', of })
  return true
}
