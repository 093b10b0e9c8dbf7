import { read16 } from '../../../packet/address-bytes.ts'
import { setTcpByte } from '../../xtables/targets/tcp-byte.ts'
import { dropped, filtered, type Operation } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { settled } from '../unknowns.ts'
import { findTcpOption, TCPOPT_NOP, tcpOptionsOf } from './tcp-option.ts'

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
    const options = tcpOptionsOf(machine)
    if (options === null) return 'break'
    const found = findTcpOption(machine, type, options)
    if (found === null || found === 'cut off') return null
    if (offset + length > found.length) return 'break'
    const value = settled(machine, from, length)
    if (value === null) return dropped('program')
    const at = found.at + offset
    if (type === TCPOPT_MSS && length === 2 && read16(machine.packet.bytes, at) <= read16(value, 0)) return null
    for (const [i, byte] of value.entries()) setTcpByte(machine.packet, at + i, byte)
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
    const found = findTcpOption(machine, type, options)
    if (found === null) return null
    if (found === 'cut off') return filtered
    for (let i = 0; i < found.length; i++) setTcpByte(machine.packet, found.at + i, TCPOPT_NOP)
    machine.acted = true
    return null
  }
