import { DESTINATION_OPTIONS } from './ipv6-headers.ts'
import { ipv6Options } from './ipv6-options.ts'
import type { CompileMatch } from './match-test.ts'

/** hbh_mt6 for `dst`, net/ipv6/netfilter/ip6t_hbh.c */
export const dst: CompileMatch<'dst'> = (info) => ipv6Options(DESTINATION_OPTIONS, info)
