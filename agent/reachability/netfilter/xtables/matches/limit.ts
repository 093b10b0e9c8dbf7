import { limitScale, rateOf } from '../../../../../collectors/netfilter/xtables/rate.ts'
import { always, type CompileMatch, unknownMatch } from './match-test.ts'

/** limit_mt, net/netfilter/xt_limit.c. Without a time between two packets there is no limit. */
export const limit: CompileMatch<'limit'> = ({ average }) =>
  average === 0 ? always : unknownMatch(`whether the limit of ${rateOf(average, limitScale).text} is not used up`)
