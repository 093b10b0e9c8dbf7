import type { CompileMatch } from './match-test.ts'
import { fragmentOffset, holds, transportAt } from './transport.ts'

const HEADER = 8
const anyType = 255

/** icmp_match, net/netfilter/xt_tcpudp.c (before 6.7 net/ipv4/netfilter/ip_tables.c) */
export const icmp: CompileMatch<'icmp'> =
  ({ type, minCode, maxCode, invert }) =>
  ({ packet }) => {
    if (fragmentOffset(packet) !== 0) return false
    const at = transportAt(packet)
    if (!holds(packet, at, HEADER)) return 'hotdrop'
    const code = packet.bytes[at + 1] ?? 0
    const matches = type === anyType || (packet.bytes[at] === type && code >= minCode && code <= maxCode)
    return matches !== invert.type
  }
