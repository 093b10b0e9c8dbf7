import { compareByte } from './compare-byte.ts'
import type { CompileMatch } from './match-test.ts'

/** ttl_mt, net/netfilter/xt_hl.c */
export const ttl: CompileMatch<'ttl'> = ({ mode, ttl }) => compareByte(8, mode, ttl)
