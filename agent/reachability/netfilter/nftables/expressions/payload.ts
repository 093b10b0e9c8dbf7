import { read16 } from '../../../packet/address-bytes.ts'
import { isRandomInNetwork, isRandomInTransport } from '../../../packet/random-bytes.ts'
import { hostWord } from '../bytes.ts'
import type { Machine, Operation } from '../machine.ts'
import { putBig16, putBytes, putWord, registerAt, spoil } from '../registers.ts'
import { headerAt, linkBytes } from './headers.ts'
import type { ExpressionOf } from './kinds.ts'
import { payloadSet } from './payload-set.ts'

/** Bytes of the packet into a register, or of a register into the packet (net/netfilter/nft_payload.c). */
export const payload = (expression: ExpressionOf<'payload'>): Operation => {
  if (expression.sreg !== undefined) return payloadSet(expression, expression.sreg)
  const { dreg, base = '', offset = 0, length = 0 } = expression
  const to = registerAt(dreg)
  if (base === 'link') return loadLink(to, offset, length)
  return unlessRandom(loadOf(expression, to), base, offset, length, to)
}

/** Nobody knows what senders draw. Nearly all rules ask for other bytes, which is told apart once. */
const unlessRandom = (load: Operation, base: string, offset: number, length: number, to: number): Operation => {
  const isNetwork = base === 'network'
  const isElsewhere = isNetwork ? offset >= 12 || offset + length <= 4 : offset + length <= 2 || offset >= 18
  if (isElsewhere || (!isNetwork && base !== 'transport')) return load
  const isRandom = isNetwork ? isRandomInNetwork : isRandomInTransport
  const words = `what bytes ${offset} to ${offset + length - 1} of the ${base} header are, which the sender draws`
  return (machine) => {
    const verdict = load(machine)
    if (verdict === null && isRandom(machine.packet, offset, offset + length))
      spoil(machine.registers, to, length, { unknown: words, values: null })
    return verdict
  }
}

const loadOf = ({ base = '', offset = 0, length = 0 }: ExpressionOf<'payload'>, to: number): Operation => {
  // The two that nearly all rules have.
  if (base === 'network' && length === 4) return (machine) => loadWord(machine, to, offset)
  if (base === 'transport' && length === 2)
    return (machine) =>
      machine.hasTransport && !machine.isLaterFragment
        ? loadHalf(machine, to, machine.packet.transport + offset)
        : 'break'
  return (machine) => {
    const start = headerAt(machine, base)
    if (start === null) return 'break'
    const from = start + offset
    const { bytes } = machine.packet
    if (from + length > bytes.length) return 'break'
    putBytes(machine.registers, to, bytes.subarray(from, from + length))
    return null
  }
}

const loadWord = ({ packet, registers }: Machine, to: number, from: number): null | 'break' => {
  const { bytes } = packet
  if (from + 4 > bytes.length) return 'break'
  putWord(registers, to, hostWord(bytes, from))
  return null
}

const loadHalf = ({ packet, registers }: Machine, to: number, from: number): null | 'break' => {
  const { bytes } = packet
  if (from + 2 > bytes.length) return 'break'
  putBig16(registers, to, read16(bytes, from))
  return null
}

const loadLink = (to: number, offset: number, length: number): Operation => {
  return (machine) => {
    const bytes = linkBytes(machine)
    if (bytes === null || offset + length > bytes.length) return 'break'
    putBytes(machine.registers, to, bytes.subarray(offset, offset + length))
    return null
  }
}
