import type { CompileMatch } from './match-test.ts'

/** mark_mt, net/netfilter/xt_mark.c */
export const mark: CompileMatch<'mark'> = ({ mark, mask, invert }) => {
  const wanted = mark | 0
  return ({ packet }) => ((packet.mark & mask) === wanted) !== invert
}
