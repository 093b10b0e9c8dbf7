import type { CompileMatch } from './match-test.ts'
import { udp } from './udp.ts'

/** The kernel compares UDP-Lite with the function of UDP (net/netfilter/xt_tcpudp.c). */
export const udplite: CompileMatch<'udplite'> = (info) => udp(info)
