import { fragmentOffsetOf, tcpHeaderLengthOf } from '../../../packet/fields.ts'
import { IPPROTO_TCP } from '../../../packet/packet.ts'
import { drop } from '../../drop.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'
import { setTcpByte } from './tcp-byte.ts'

const NOP = 1

/** TCPOPTSTRIP (tcpoptstrip_mangle_packet, net/netfilter/xt_TCPOPTSTRIP.c). */
export const tcpoptstrip: TargetOf<InfoOf<'tcpoptstrip'>> = ({ options }) => {
  const stripped = new Set(options)
  return (context) => {
    const { packet } = context
    // A fragment has no header to look into.
    if (packet.protocol !== IPPROTO_TCP || fragmentOffsetOf(packet) > 0) return 'continue'
    const { bytes, transport } = packet
    const end = transport + tcpHeaderLengthOf(packet)
    if (transport + 20 > bytes.length || end < transport + 20 || end > bytes.length)
      return drop(context, 'filtered', () => 'its TCP header is cut off, and TCPOPTSTRIP cannot change it')
    const lengthAt = (at: number): number => ((bytes[at] ?? 0) <= NOP ? 1 : Math.max(1, bytes[at + 1] ?? 0))
    for (let at = transport + 20; at < end - 1; ) {
      const length = lengthAt(at)
      if (at + length > end) break
      if (stripped.has(bytes[at] ?? 0)) for (let i = 0; i < length; i++) setTcpByte(packet, at + i, NOP)
      at += length
    }
    return 'continue'
  }
}
