import { read16 } from '../../../packet/address-bytes.ts'
import { replace16 } from '../../../packet/checksum.ts'
import { tosOf } from '../../../packet/fields.ts'
import { IPPROTO_TCP, type Packet } from '../../../packet/packet.ts'
import { setTos } from '../../../packet/rewrite.ts'
import { drop } from '../../drop.ts'
import { CWR, ECE } from '../matches/ecn.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** set_ect_tcp. @returns whether the header is there */
const setTcpBits = ({ bytes, transport }: Packet, { sets, tcp }: InfoOf<'ecn'>): boolean => {
  if (transport + 20 > bytes.length) return false
  const at = transport + 12
  let word = read16(bytes, at)
  if (sets.ece) word = tcp.ece ? word | ECE : word & ~ECE
  if (sets.cwr) word = tcp.cwr ? word | CWR : word & ~CWR
  replace16(bytes, at, word, transport + 16)
  return true
}

/** ECN (ecn_tg, net/ipv4/netfilter/ipt_ECN.c). */
export const ecn: TargetOf<InfoOf<'ecn'>> = (info) => (context) => {
  const { packet } = context
  const { sets, codepoint } = info
  if (sets.codepoint) setTos(packet, (tosOf(packet) & ~0x03) | (codepoint & 0x03))
  const changesTcp = (sets.ece || sets.cwr) && packet.protocol === IPPROTO_TCP
  if (changesTcp && !setTcpBits(packet, info))
    return drop(context, 'filtered', () => 'its TCP header is cut off, and ECN cannot change it')
  return 'continue'
}
