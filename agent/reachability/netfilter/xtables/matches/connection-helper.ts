import { connectionOf } from '../../conntrack/connection-of.ts'
import type { CompileMatch } from './match-test.ts'

/** helper_mt, net/netfilter/xt_helper.c: the helper of the connection by which this one was expected; a longer name fits, too. */
export const connectionHelper: CompileMatch<'connectionHelper'> =
  ({ name, invert }) =>
  ({ packet }) => {
    const helper = connectionOf(packet)?.master?.helper ?? null
    return (helper !== null && (name === '' || name.startsWith(helper))) !== invert
  }
