import { connectionOf } from '../../conntrack/connection-of.ts'
import type { CompileMatch } from './match-test.ts'

/** connlabel_mt, net/netfilter/xt_connlabel.c: it may set the label that it asks for. */
export const connlabel: CompileMatch<'connlabel'> =
  ({ bit, options: { invert, set } }) =>
  ({ packet }) => {
    const connection = connectionOf(packet)
    if (connection === null) return invert
    if (set) connection.labels.add(bit)
    return connection.labels.has(bit) !== invert
  }
