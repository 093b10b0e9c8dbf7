import type { Machine } from '../machine.ts'
import { clean, registerAt, spoil, type Taint, taintOf } from '../registers.ts'

/** Which registers a calculation reads and writes. */
interface Operands {
  readonly sreg: number | undefined
  readonly dreg: number | undefined
  /** Bytes. */
  readonly length: number
}

/**
 * Calculates with registers, also with those that nobody knows.
 * @param calculate the words of the result, of as many words
 */
export const calculation = (
  { sreg, dreg, length }: Operands,
  calculate: (words: Uint32Array, machine: Machine) => Uint32Array,
): ((machine: Machine) => null) => {
  const [from, to] = [registerAt(sreg), registerAt(dreg)]
  const count = (length + 3) >> 2
  return (machine) => {
    const { registers } = machine
    const taint = taintOf(registers, from, length)
    if (taint === null) {
      const result = calculate(registers.words.subarray(from >> 2, (from >> 2) + count), machine)
      clean(registers, to, length)
      registers.words.set(result, to >> 2)
    } else
      spoil(
        registers,
        to,
        length,
        calculated(taint, count, (words) => calculate(words, machine)),
      )
    return null
  }
}

const calculated = (taint: Taint, count: number, calculate: (words: Uint32Array) => Uint32Array): Taint => ({
  unknown: taint.unknown,
  values:
    taint.values?.map((value) => {
      const words = new Uint32Array(count)
      new Uint8Array(words.buffer).set(value.subarray(0, count * 4))
      return new Uint8Array(calculate(words).buffer)
    }) ?? null,
})
