import { type CompileMatch, unknownMatch } from './match-test.ts'

/** xt_rateest_mt, net/netfilter/xt_rateest.c */
export const rateest: CompileMatch<'rateest'> = ({ first, second, flags }) =>
  unknownMatch(`what the rate estimator ${first}${flags.relative ? ` and ${second}` : ''} measures`)
