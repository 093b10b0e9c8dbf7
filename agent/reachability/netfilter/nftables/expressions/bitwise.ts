import { hexBytes, hostWord } from '../bytes.ts'
import type { Machine, Operation } from '../machine.ts'
import { registerAt, spoil, taintOf } from '../registers.ts'
import { calculation } from './calculation.ts'
import type { ExpressionOf } from './kinds.ts'

const wordsOf = (hex: string, count: number): Uint32Array => {
  const words = new Uint32Array(count)
  new Uint8Array(words.buffer).set(hexBytes(hex).subarray(0, count * 4))
  return words
}

/** Masks, shifts and logic of registers (net/netfilter/nft_bitwise.c). */
export const bitwise = (expression: ExpressionOf<'bitwise'>): Operation => {
  const { sreg, dreg, length = 4, op = 'mask-xor', mask = '', xor = '', data = '', sreg2 } = expression
  const count = (length + 3) >> 2
  const operands = { sreg, dreg, length }
  switch (op) {
    case 'mask-xor': {
      const [masks, xors] = [wordsOf(mask, count), wordsOf(xor, count)]
      return calculation(operands, (words) => words.map((word, i) => (word & (masks[i] ?? 0)) ^ (xors[i] ?? 0)))
    }
    case 'lshift':
    case 'rshift': {
      const bits = hostWord(hexBytes(data)) & 31
      return calculation(operands, op === 'lshift' ? leftBy(bits) : rightBy(bits))
    }
    default: {
      const logic = logics[op]
      if (logic === undefined) return () => null
      if (sreg2 === undefined) {
        const others = wordsOf(data, count)
        return calculation(operands, (words) => words.map((word, i) => logic(word, others[i] ?? 0)))
      }
      return withRegister(operands, sreg2, logic)
    }
  }
}

const logics: { readonly [op: string]: (a: number, b: number) => number } = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
}

/** nft_bitwise_eval_bool with a second register. */
const withRegister = (
  operands: { readonly sreg: number | undefined; readonly dreg: number | undefined; readonly length: number },
  sreg2: number,
  logic: (a: number, b: number) => number,
): Operation => {
  const second = registerAt(sreg2)
  const others = (machine: Machine): Uint32Array => machine.registers.words.slice(second >> 2)
  const known = calculation(operands, (words, machine) => {
    const values = others(machine)
    return words.map((word, i) => logic(word, values[i] ?? 0))
  })
  return (machine) => {
    const { registers } = machine
    const taint = taintOf(registers, second, operands.length)
    if (taint === null) return known(machine)
    spoil(registers, registerAt(operands.dreg), operands.length, { unknown: taint.unknown, values: null })
    return null
  }
}

/** The first word is the highest (nft_bitwise_eval_lshift, nft_bitwise_eval_rshift). */
const leftBy =
  (bits: number) =>
  (words: Uint32Array): Uint32Array =>
    words.map((word, i) => (word << bits) | (bits === 0 ? 0 : (words[i + 1] ?? 0) >>> (32 - bits)))

const rightBy =
  (bits: number) =>
  (words: Uint32Array): Uint32Array =>
    words.map((word, i) => (word >>> bits) | (bits === 0 ? 0 : (words[i - 1] ?? 0) << (32 - bits)))
