import { ETH_P_IP, ETH_P_IPV6 } from '../../../packet/packet.ts'
import { ABSENT, BROKEN, findIpv6Header } from '../../xtables/matches/ipv6-headers.ts'
import type { Machine, Operation } from '../machine.ts'
import { putByte, putBytes, registerAt, spoil } from '../registers.ts'
import { ipOptionAt } from './ip-option.ts'
import type { ExpressionOf } from './kinds.ts'
import { findTcpOption, tcpOptionsOf } from './tcp-option.ts'
import { changeTcpOption, stripTcpOption } from './tcp-option-set.ts'

/** Where an option or a header begins, and how long it is; null where there is none. */
type Find = (machine: Machine, type: number) => { readonly at: number; readonly length: number } | null

/** A header of IPv6 by its number, the transport header too. */
const extensionHeaderAt: Find = ({ packet: { bytes, etherType } }, type) => {
  const at = etherType === ETH_P_IPV6 ? findIpv6Header(bytes, type) : ABSENT
  return at === ABSENT || at === BROKEN ? null : { at, length: bytes.length - at }
}

const tcpOptionAt: Find = (machine, type) => {
  const options = tcpOptionsOf(machine)
  const found = options === null ? null : findTcpOption(machine, type, options)
  return found === 'cut off' ? null : found
}

const finders: { readonly [op: string]: Find } = {
  ipv6: extensionHeaderAt,
  tcpopt: tcpOptionAt,
  ipv4: ipOptionAt,
}

/** IPPROTO_SCTP and IPPROTO_DCCP, linux/in.h */
const otherProtocols: { readonly [op: string]: number } = { sctp: 132, dccp: 33 }

/** Extension headers of IPv6, options of IPv4 and TCP, chunks of SCTP (net/netfilter/nft_exthdr.c). */
export const exthdr = (expression: ExpressionOf<'exthdr'>): Operation => {
  const { op = 'ipv6', type = 0, offset = 0, length = 0, flags = [], dreg, sreg } = expression
  if (sreg !== undefined) return changeTcpOption({ type, offset, length, sreg })
  if (dreg === undefined) return stripTcpOption(type)
  const to = registerAt(dreg)
  const onlyPresence = flags.includes('present')
  const find = finders[op]
  if (find === undefined) return ofOtherProtocol(otherProtocols[op] ?? -1, to, onlyPresence ? 4 : length, onlyPresence)
  return (machine) => {
    const found = find(machine, type)
    if (onlyPresence) {
      // An IPv4 packet has no extension headers to be missing.
      if (found === null && isElsewhere(machine, op)) return 'break'
      putByte(machine.registers, to, found === null ? 0 : 1)
      return null
    }
    const { bytes } = machine.packet
    if (found === null || found.at + offset + length > bytes.length) return 'break'
    if (op === 'tcpopt' && offset + length > found.length) return 'break'
    putBytes(machine.registers, to, bytes.subarray(found.at + offset, found.at + offset + length))
    return null
  }
}

const isElsewhere = ({ packet }: Machine, op: string): boolean =>
  (op === 'ipv6' && packet.etherType !== ETH_P_IPV6) || (op === 'ipv4' && packet.etherType !== ETH_P_IP)

/** No probe of a walk is of these protocols: of one that is, nothing is known. */
const ofOtherProtocol = (protocol: number, to: number, length: number, onlyPresence: boolean): Operation => {
  const taint = { unknown: 'what its transport header says', values: null }
  return ({ packet, registers, hasTransport }) => {
    if (hasTransport && packet.protocol === protocol) spoil(registers, to, length, taint)
    else if (onlyPresence) putByte(registers, to, 0)
    else return 'break'
    return null
  }
}
