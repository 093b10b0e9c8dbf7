import { addressAt, read16 } from '../../packet/address-bytes.ts'
import { decideAmong, decideMatch } from '../decide.ts'
import { contextOf, type Machine } from './machine.ts'
import { clean, registerAt, taintOf } from './registers.ts'

/** Whether a test holds for bytes in registers. Where they are not known, and it depends on them, the trial is asked. */
export const holds = (
  machine: Machine,
  at: number,
  length: number,
  test: (bytes: Uint8Array, at: number) => boolean,
): boolean => {
  const { registers } = machine
  const taint = taintOf(registers, at, length)
  if (taint === null) return test(registers.bytes, at)
  if (taint.values !== null) {
    const answers = new Set(taint.values.map((value) => test(value, 0)))
    const [only] = answers
    if (only !== undefined && answers.size === 1) return only
  }
  return decideMatch(contextOf(machine), taint)
}

/**
 * Bytes of registers, for what has to be one value: a mark, an address. Where they are not known, the trial says which of the
 * possible ones; null where nobody knows those either, and the packet takes the way that cannot be followed.
 */
export const settled = (machine: Machine, at: number, length: number): Uint8Array | null => {
  const { registers } = machine
  const taint = taintOf(registers, at, length)
  if (taint === null) return registers.bytes.subarray(at, at + length)
  if (taint.values === null) {
    const answers = ['is one that changes nothing', 'is one that leads elsewhere']
    if (decideAmong(contextOf(machine), () => taint.unknown, answers) === 1) return null
    clean(registers, at, length)
    return registers.bytes.fill(0, at, at + length).subarray(at, at + length)
  }
  const values = [...new Map(taint.values.map((value) => [Buffer.from(value).toString('hex'), value])).entries()]
  const answer =
    values.length > 1
      ? decideAmong(
          contextOf(machine),
          () => taint.unknown,
          values.map(([hex]) => `is 0x${hex}`),
        )
      : 0
  const [, value] = values[answer] ?? []
  clean(registers, at, length)
  if (value !== undefined) registers.bytes.set(value, at)
  return registers.bytes.subarray(at, at + length)
}

/** An address that is in a register; null where nobody knows which. */
export const settledAddress = (machine: Machine, register: number, family: 'ipv4' | 'ipv6'): string | null => {
  const bytes = settled(machine, registerAt(register), family === 'ipv4' ? 4 : 16)
  return bytes === null ? null : addressAt(bytes, 0, family)
}

/** A port that is in a register; null where nobody knows which. */
export const settledPort = (machine: Machine, register: number): number | null => {
  const bytes = settled(machine, registerAt(register), 2)
  return bytes === null ? null : read16(bytes, 0)
}
