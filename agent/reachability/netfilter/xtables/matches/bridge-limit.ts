import { limit } from './limit.ts'
import type { CompileMatch } from './match-test.ts'

/** ebt_limit_mt, net/bridge/netfilter/ebt_limit.c: a copy of xt_limit.c. */
export const bridgeLimit: CompileMatch<'bridgeLimit'> = (info) => limit(info)
