import type { CompileMatch } from './match-test.ts'
import { trafficClass } from './traffic-class.ts'

/** tos_mt, net/netfilter/xt_dscp.c */
export const tos: CompileMatch<'tos'> =
  ({ value, mask, invert }) =>
  ({ packet }) =>
    ((trafficClass(packet) & mask) === value) !== invert
