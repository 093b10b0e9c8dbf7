import { NO_NEXT_HEADER } from './ipv6-headers.ts'
import type { CompileMatch } from './match-test.ts'
import { fragmentOffset, holds, transportAt } from './transport.ts'

/** mh_mt6, net/ipv6/netfilter/ip6t_mh.c: nothing may follow a mobility header (RFC 6275, section 6.1.1). */
export const mh: CompileMatch<'mh'> =
  ({ minType, maxType, invert }) =>
  ({ packet }) => {
    if (fragmentOffset(packet) !== 0) return false
    const at = transportAt(packet)
    if (!holds(packet, at, 6) || packet.bytes[at] !== NO_NEXT_HEADER) return 'hotdrop'
    const type = packet.bytes[at + 2] ?? 0
    return (type >= minType && type <= maxType) !== invert.type
  }
