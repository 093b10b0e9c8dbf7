import { read16 } from '../../../packet/address-bytes.ts'
import { mend } from '../../../packet/checksum.ts'
import { dropped, filtered, type Machine, type Operation } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { settled } from '../unknowns.ts'
import { TCPOPT_NOP, tcpOptionAt, tcpOptionsOf } from './tcp-option.ts'

const TCPOPT_MSS = 2

interface Change {
  readonly type: number
  readonly offset: number
  readonly length: number
  readonly sreg: number
}

/** Puts a register into an option of TCP that is there; the segment size is never made larger (nft_exthdr_tcp_set_eval). */
export const changeTcpOption = ({ type, offset, length, sreg }: Change): Operation => {
  const from = registerAt(sreg)
  return (machine) => {
    if (tcpOptionsOf(machine) === null) return 'break'
    const found = tcpOptionAt(machine, type)
    if (found === null) return null
    if (offset + length > found.length) return 'break'
    const value = settled(machine, from, length)
    if (value === null) return dropped('program')
    const at = found.at + offset
    if (type === TCPOPT_MSS && length === 2 && read16(machine.packet.bytes, at) <= read16(value, 0)) return null
    for (const [i, byte] of value.entries()) setByte(machine, at + i, byte)
    machine.acted = true
    return null
  }
}

/** Writes NOP over an option; the packet ends where it is cut off (nft_exthdr_tcp_strip_eval). */
export const stripTcpOption =
  (type: number): Operation =>
  (machine) => {
    const options = tcpOptionsOf(machine)
    if (options === null) return 'break'
    const found = tcpOptionAt(machine, type)
    if (found === null) return isCutOff(machine, type, options) ? filtered : null
    for (let i = 0; i < found.length; i++) setByte(machine, found.at + i, TCPOPT_NOP)
    machine.acted = true
    return null
  }

/** The last option says that it is longer than the header. */
const isCutOff = (
  { packet }: Machine,
  type: number,
  { from, to }: { readonly from: number; readonly to: number },
): boolean => {
  let at = from
  while (at < to - 1) {
    const kind = packet.bytes[at] ?? 0
    const length = kind <= TCPOPT_NOP || packet.bytes[at + 1] === 0 ? 1 : (packet.bytes[at + 1] ?? 1)
    if (kind === type) return at + length > to
    at += length
  }
  return false
}

/** One byte, with the checksum of TCP: it sees bytes at an odd distance as the lower half of a word. */
const setByte = ({ packet }: Machine, at: number, value: number): void => {
  const { bytes, transport } = packet
  const word = at - ((at - transport) & 1)
  const old = read16(bytes, word)
  bytes[at] = value
  mend(bytes, transport + 16, old, read16(bytes, word))
}
