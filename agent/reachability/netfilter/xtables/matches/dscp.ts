import { tosOf } from '../../../packet/fields.ts'
import type { CompileMatch } from './match-test.ts'

/** dscp_mt, net/netfilter/xt_dscp.c */
export const dscp: CompileMatch<'dscp'> =
  ({ dscp, invert }) =>
  ({ packet }) =>
    (tosOf(packet) >>> 2 === dscp) !== invert
