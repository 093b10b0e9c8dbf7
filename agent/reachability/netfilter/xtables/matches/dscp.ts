import type { CompileMatch } from './match-test.ts'
import { trafficClass } from './traffic-class.ts'

/** dscp_mt, net/netfilter/xt_dscp.c */
export const dscp: CompileMatch<'dscp'> =
  ({ dscp, invert }) =>
  ({ packet }) =>
    (trafficClass(packet) >>> 2 === dscp) !== invert
