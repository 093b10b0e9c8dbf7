import { NO_NEXT_HEADER } from './ipv6-headers.ts'
import type { CompileMatch } from './match-test.ts'
import { onTransport } from './on-header.ts'

/** mh_mt6, net/ipv6/netfilter/ip6t_mh.c: nothing may follow a mobility header (RFC 6275, section 6.1.1). */
export const mh: CompileMatch<'mh'> = ({ minType, maxType, invert }) =>
  onTransport(6, ({ bytes }, at) => {
    if (bytes[at] !== NO_NEXT_HEADER) return 'hotdrop'
    const type = bytes[at + 2] ?? 0
    return (type >= minType && type <= maxType) !== invert.type
  })
