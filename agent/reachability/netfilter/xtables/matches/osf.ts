import { SYN } from '../../../packet/fields.ts'
import type { CompileMatch } from './match-test.ts'
import { holds, transportAt } from './transport.ts'

/** xt_osf_match_packet, net/netfilter/xt_osf.c: only a SYN may look like a system; by what is not in a snapshot. */
export const osf: CompileMatch<'osf'> = ({ genre }) => {
  const unknown = { unknown: `whether the packet looks as if ${genre} had sent it` }
  return ({ packet }) => {
    const at = transportAt(packet)
    return holds(packet, at, 20) && ((packet.bytes[at + 13] ?? 0) & SYN) !== 0 ? unknown : false
  }
}
