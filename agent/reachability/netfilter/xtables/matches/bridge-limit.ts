import { limitScale, rateOf } from '../../../../../collectors/netfilter/xtables/rate.ts'
import { always, type CompileMatch, unknownMatch } from './match-test.ts'

/** ebt_limit_mt, net/bridge/netfilter/ebt_limit.c */
export const bridgeLimit: CompileMatch<'bridgeLimit'> = ({ average }) =>
  average === 0 ? always : unknownMatch(`whether the limit of ${rateOf(average, limitScale).text} is not used up`)
