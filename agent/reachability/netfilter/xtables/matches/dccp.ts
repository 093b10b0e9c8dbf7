import type { Packet } from '../../../packet/packet.ts'
import { comparedPorts } from './compared-ports.ts'
import type { CompileMatch } from './match-test.ts'
import { onTransport } from './on-header.ts'
import { findOption } from './tcp-option.ts'
import { holds } from './transport.ts'

/** struct dccp_hdr without the long sequence number */
const HEADER = 12

/** Bytes that each type has behind the header, from REQUEST on (dccp_packet_hdr_len, linux/dccp.h). */
const bytesOfType = [4, 12, 0, 8, 8, 8, 8, 12, 8, 8]

/** __dccp_hdr_len, linux/dccp.h */
const headerLength = (type: number, hasLongSequence: boolean): number =>
  HEADER + (hasLongSequence ? 4 : 0) + (bytesOfType[type] ?? 12)

/** dccp_find_option: null where the header does not hold its options. */
const hasOption = (packet: Packet, at: number, option: number): boolean | null => {
  const kind = packet.bytes[at + 8] ?? 0
  const before = headerLength((kind >>> 1) & 0xf, (kind & 1) === 1)
  const length = (packet.bytes[at + 4] ?? 0) * 4 - before
  if (length === 0) return false
  if (length < 0 || !holds(packet, at + before, length)) return null
  return findOption(packet.bytes, at + before, length, option) >= 0
}

/** dccp_mt, net/netfilter/xt_dccp.c */
export const dccp: CompileMatch<'dccp'> = (info) => {
  const { match, invert, types, option } = info
  const arePorts = comparedPorts(info)
  return onTransport(HEADER, (packet, at) => {
    if (!arePorts(packet.bytes, at)) return false
    const type = ((packet.bytes[at + 8] ?? 0) >>> 1) & 0xf
    if (match.types && ((types & (1 << type)) !== 0) === invert.types) return false
    if (!match.option) return true
    const found = hasOption(packet, at, option)
    return found === null ? 'hotdrop' : found !== invert.option
  })
}
