import type { CompileMatch } from './match-test.ts'
import { onTransport } from './on-header.ts'

const HEADER = 8

/** icmp6_match, net/netfilter/xt_tcpudp.c: no type means any here. */
export const icmp6: CompileMatch<'icmp6'> = ({ type, minCode, maxCode, invert }) =>
  onTransport(HEADER, ({ bytes }, at) => {
    const code = bytes[at + 1] ?? 0
    return (bytes[at] === type && code >= minCode && code <= maxCode) !== invert.type
  })
