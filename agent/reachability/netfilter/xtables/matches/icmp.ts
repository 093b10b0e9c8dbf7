import type { CompileMatch } from './match-test.ts'
import { onTransport } from './on-header.ts'

const HEADER = 8
const anyType = 255

/** icmp_match, net/netfilter/xt_tcpudp.c (before 6.7 net/ipv4/netfilter/ip_tables.c) */
export const icmp: CompileMatch<'icmp'> = ({ type, minCode, maxCode, invert }) =>
  onTransport(HEADER, ({ bytes }, at) => {
    const code = bytes[at + 1] ?? 0
    const matches = type === anyType || (bytes[at] === type && code >= minCode && code <= maxCode)
    return matches !== invert.type
  })
