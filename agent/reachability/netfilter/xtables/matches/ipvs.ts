import { type CompileMatch, unknownMatch } from './match-test.ts'

/** ipvs_mt, net/netfilter/xt_ipvs.c */
export const ipvs: CompileMatch<'ipvs'> = () => unknownMatch('what IP Virtual Server does with the connection')
