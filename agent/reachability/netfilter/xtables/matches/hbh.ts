import { HOP_BY_HOP } from './ipv6-headers.ts'
import { ipv6Options } from './ipv6-options.ts'
import type { CompileMatch } from './match-test.ts'

/** hbh_mt6, net/ipv6/netfilter/ip6t_hbh.c */
export const hbh: CompileMatch<'hbh'> = (info) => ipv6Options(HOP_BY_HOP, info)
