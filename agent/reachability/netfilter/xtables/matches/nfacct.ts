import { type CompileMatch, unknownMatch } from './match-test.ts'

/** nfacct_mt, net/netfilter/xt_nfacct.c: it matches where the object has no quota, or one that is used up. */
export const nfacct: CompileMatch<'nfacct'> = ({ name }) =>
  unknownMatch(`whether the accounting object ${name} has a quota that is not used up`)
