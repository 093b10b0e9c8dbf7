import type { CompileMatch } from './match-test.ts'
import { fragmentOffset, holds, transportAt } from './transport.ts'

const HEADER = 8

/** icmp6_match, net/netfilter/xt_tcpudp.c: no type means any here. */
export const icmp6: CompileMatch<'icmp6'> =
  ({ type, minCode, maxCode, invert }) =>
  ({ packet }) => {
    if (fragmentOffset(packet) !== 0) return false
    const at = transportAt(packet)
    if (!holds(packet, at, HEADER)) return 'hotdrop'
    const code = packet.bytes[at + 1] ?? 0
    return (packet.bytes[at] === type && code >= minCode && code <= maxCode) !== invert.type
  }
