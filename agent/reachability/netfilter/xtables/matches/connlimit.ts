import { always, type CompileMatch, never, unknownMatch } from './match-test.ts'

/** connlimit_mt, net/netfilter/xt_connlimit.c: this connection counts, so there are never none. */
export const connlimit: CompileMatch<'connlimit'> = ({ limit, invert, address }) => {
  if (limit === 0) return invert ? never : always
  return unknownMatch(`whether the ${address ?? 'source'} has ${invert ? 'at most' : 'more than'} ${limit} connections`)
}
