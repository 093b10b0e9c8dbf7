import { addressAt, read16 } from '../../../packet/address-bytes.ts'
import type { HookVerdict } from '../../context.ts'
import type { NatRange } from '../../nat/range.ts'
import { accepted, droppedElsewhere, type Machine, type Outcome, stolen } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { settled } from '../unknowns.ts'

/** Where a statement of NAT has its range. */
interface RangeRegisters {
  readonly flags?: readonly string[]
  readonly regAddrMin?: number
  readonly regAddrMax?: number
  readonly regProtoMin?: number
  readonly regProtoMax?: number
}

const addressIn = (machine: Machine, register: number, family: 'ipv4' | 'ipv6'): string | null => {
  const bytes = settled(machine, registerAt(register), family === 'ipv4' ? 4 : 16)
  return bytes === null ? null : addressAt(bytes, 0, family)
}

const portIn = (machine: Machine, register: number): number | null => {
  const bytes = settled(machine, registerAt(register), 2)
  return bytes === null ? null : read16(bytes, 0)
}

/** The range that is in registers; null where nobody knows it. @param family of the addresses */
export const rangeOf = (machine: Machine, from: RangeRegisters, family: 'ipv4' | 'ipv6'): NatRange | null => {
  const { flags = [], regAddrMin, regAddrMax, regProtoMin, regProtoMax } = from
  const range: { -readonly [K in keyof NatRange]: NatRange[K] } = {}
  if (flags.includes('random')) range.random = true
  if (flags.includes('fully-random')) range.fullyRandom = true
  if (flags.includes('persistent')) range.persistent = true
  if (regAddrMin !== undefined) {
    const min = addressIn(machine, regAddrMin, family)
    const max = regAddrMax === undefined ? min : addressIn(machine, regAddrMax, family)
    if (min === null || max === null) return null
    range.minAddress = min
    range.maxAddress = max
  }
  if (regProtoMin !== undefined) {
    const min = portIn(machine, regProtoMin)
    const max = regProtoMax === undefined ? min : portIn(machine, regProtoMax)
    if (min === null || max === null) return null
    range.minPort = min
    range.maxPort = max
  }
  return range
}

/** The verdict of whoever sets up the mapping ends the chain. */
export const mapped = (machine: Machine, verdict: HookVerdict): Outcome => {
  machine.acted = true
  if (verdict === 'accept') return accepted
  return verdict === 'stolen' ? stolen : droppedElsewhere
}
