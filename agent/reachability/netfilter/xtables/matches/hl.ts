import { compareByte } from './compare-byte.ts'
import type { CompileMatch } from './match-test.ts'

/** hl_mt6, net/netfilter/xt_hl.c */
export const hl: CompileMatch<'hl'> = ({ mode, hopLimit }) => compareByte(7, mode, hopLimit)
