import { tosOf } from '../../../packet/fields.ts'
import type { CompileMatch } from './match-test.ts'

/** tos_mt, net/netfilter/xt_dscp.c */
export const tos: CompileMatch<'tos'> =
  ({ value, mask, invert }) =>
  ({ packet }) =>
    ((tosOf(packet) & mask) === value) !== invert
