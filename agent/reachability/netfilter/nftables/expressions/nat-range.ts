import type { HookVerdict } from '../../context.ts'
import type { NatRange } from '../../nat/range.ts'
import { accepted, droppedElsewhere, type Machine, type Outcome, stolen } from '../machine.ts'
import { settledAddress, settledPort } from '../unknowns.ts'

/** Where a statement of NAT has its range. */
interface RangeRegisters {
  readonly flags?: readonly string[]
  readonly regAddrMin?: number
  readonly regAddrMax?: number
  readonly regProtoMin?: number
  readonly regProtoMax?: number
}

/** The range that is in registers; null where nobody knows it. @param family of the addresses */
export const rangeOf = (machine: Machine, from: RangeRegisters, family: 'ipv4' | 'ipv6'): NatRange | null => {
  const { flags = [], regAddrMin, regAddrMax, regProtoMin, regProtoMax } = from
  const range: { -readonly [K in keyof NatRange]: NatRange[K] } = {}
  if (flags.includes('random')) range.random = true
  if (flags.includes('fully-random')) range.fullyRandom = true
  if (flags.includes('persistent')) range.persistent = true
  if (regAddrMin !== undefined) {
    const min = settledAddress(machine, regAddrMin, family)
    const max = regAddrMax === undefined ? min : settledAddress(machine, regAddrMax, family)
    if (min === null || max === null) return null
    range.minAddress = min
    range.maxAddress = max
  }
  if (regProtoMin !== undefined) {
    const min = settledPort(machine, regProtoMin)
    const max = regProtoMax === undefined ? min : settledPort(machine, regProtoMax)
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
