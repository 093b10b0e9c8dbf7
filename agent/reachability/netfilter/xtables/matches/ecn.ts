import { tosOf } from '../../../packet/fields.ts'
import type { CompileMatch } from './match-test.ts'
import { holds, transportAt } from './transport.ts'

/** Flags in the TCP header. */
export const ECE = 0x40
export const CWR = 0x80

/** ecn_mt4, ecn_mt6, net/netfilter/xt_ecn.c */
export const ecn: CompileMatch<'ecn'> =
  ({ match, invert, ect }) =>
  ({ packet }) => {
    if (match.ip && ((tosOf(packet) & 3) === ect) === invert.ip) return false
    if (!match.ece && !match.cwr) return true
    const at = transportAt(packet)
    if (!holds(packet, at, 20)) return false
    const flags = packet.bytes[at + 13] ?? 0
    if (match.ece && ((flags & ECE) !== 0) === invert.ece) return false
    return !match.cwr || ((flags & CWR) !== 0) !== invert.cwr
  }
