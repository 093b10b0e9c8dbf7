import { read16, write16 } from '../../../packet/address-bytes.ts'
import { checksumOf, pseudoHeaderSum, replace16, sumOf } from '../../../packet/checksum.ts'
import { fragmentOffsetOf, sourceOf, tcpHeaderLengthOf } from '../../../packet/fields.ts'
import { ETH_P_IPV6, IPPROTO_TCP, type Packet } from '../../../packet/packet.ts'
import { lookupRoute } from '../../../routing/lookup.ts'
import { plainFlow } from '../../../routing/plain-flow.ts'
import type { Route } from '../../../routing/route.ts'
import type { Context } from '../../context.ts'
import { drop } from '../../drop.ts'
import { findMss, MSS, MSS_LENGTH } from '../matches/tcp-option.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'
import { setTcpByte } from './tcp-byte.ts'

/** XT_TCPMSS_CLAMP_PMTU */
const clampToPathMtu = 0xffff
const tcpHeader = 20

const mtuOf = (route: Route | null): number => route?.mtu ?? route?.device?.mtu ?? Number.POSITIVE_INFINITY

/** tcpmss_reverse_mtu: that of the way back, looked up with nothing but the address. */
const reverseMtu = ({ space, packet, trial }: Context): number =>
  mtuOf(lookupRoute(space, plainFlow(sourceOf(packet)), trial))

/** Puts the option behind the header of TCP, and makes the packet longer by it. */
const addOption = (packet: Packet, mss: number): void => {
  const { bytes, transport } = packet
  const longer = new Uint8Array(bytes.length + MSS_LENGTH)
  const options = transport + tcpHeader
  longer.set(bytes.subarray(0, options))
  longer.set([MSS, MSS_LENGTH, mss >>> 8, mss & 0xff], options)
  longer.set(bytes.subarray(options), options + MSS_LENGTH)
  longer[transport + 12] = (longer[transport + 12] ?? 0) + ((MSS_LENGTH / 4) << 4)
  const isIpv6 = packet.etherType === ETH_P_IPV6
  if (isIpv6) write16(longer, 4, read16(longer, 4) + MSS_LENGTH)
  else replace16(longer, 2, read16(longer, 2) + MSS_LENGTH, 10)
  write16(longer, transport + 16, 0)
  const addresses = isIpv6 ? { at: 8, size: 16 } : { at: 12, size: 4 }
  const start = pseudoHeaderSum(longer, addresses, IPPROTO_TCP, longer.length - transport)
  write16(longer, transport + 16, checksumOf(sumOf(longer, transport, longer.length, start)))
  packet.bytes = longer
}

/** TCPMSS (tcpmss_mangle_packet, net/netfilter/xt_TCPMSS.c): makes the segment size smaller, never larger. */
export const tcpmss: TargetOf<InfoOf<'tcpmss'>> =
  ({ mss }) =>
  (context) => {
    const { packet } = context
    if (fragmentOffsetOf(packet) > 0) return 'continue'
    const { bytes, transport } = packet
    const isIpv6 = packet.etherType === ETH_P_IPV6
    const headerLength = tcpHeaderLengthOf(packet)
    if (headerLength < tcpHeader || transport + headerLength > bytes.length)
      return drop(context, 'filtered', () => 'its TCP header is cut off, and TCPMSS cannot change it')
    const headers = (isIpv6 ? 40 : 20) + tcpHeader
    const mtu = mss === clampToPathMtu ? Math.min(mtuOf(packet.route), reverseMtu(context)) : mss + headers
    if (mtu <= headers) return drop(context, 'filtered', () => `TCPMSS cannot fit a segment into an MTU of ${mtu}`)
    // Without a route there is no limit, but a field of 16 bits.
    const wanted = Math.min(mtu - headers, 0xffff)
    const at = findMss(bytes, transport + tcpHeader, transport + headerLength)
    if (at >= 0) {
      if (read16(bytes, at + 2) > wanted) {
        setTcpByte(packet, at + 2, wanted >>> 8)
        setTcpByte(packet, at + 3, wanted & 0xff)
      }
      return 'continue'
    }
    // Data would have to be moved, and the length of the header has four bits.
    if (bytes.length > transport + headerLength || headerLength >= 60) return 'continue'
    addOption(packet, Math.min(wanted, isIpv6 ? 1220 : 536))
    return 'continue'
  }
