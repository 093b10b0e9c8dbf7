import { connectionOf } from '../../conntrack/connection-of.ts'
import type { CompileMatch } from './match-test.ts'

/** connmark_mt, net/netfilter/xt_connmark.c: a packet without connection is not matched, inverted or not. */
export const connmark: CompileMatch<'connmark'> = ({ mark, mask, invert }) => {
  const wanted = mark | 0
  return ({ packet }) => {
    const connection = connectionOf(packet)
    return connection !== null && ((connection.mark & mask) === wanted) !== invert
  }
}
