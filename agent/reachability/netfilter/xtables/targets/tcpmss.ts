import { read16, write16 } from '../../../packet/address-bytes.ts'
import { checksumOf, pseudoHeaderSum, replace16, sumOf } from '../../../packet/checksum.ts'
import { fragmentOffsetOf, sourceOf, tcpHeaderLengthOf } from '../../../packet/fields.ts'
import { ETH_P_IPV6, IPPROTO_TCP, type Packet } from '../../../packet/packet.ts'
import { lookupRoute } from '../../../routing/lookup.ts'
import type { Route } from '../../../routing/route.ts'
import type { Context } from '../../context.ts'
import { drop } from '../../drop.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** XT_TCPMSS_CLAMP_PMTU */
const clampToPathMtu = 0xffff
const MSS = 2
const mssLength = 4
const tcpHeader = 20

const mtuOf = (route: Route | null): number => route?.mtu ?? route?.device?.mtu ?? Number.POSITIVE_INFINITY

/** tcpmss_reverse_mtu: that of the way back, looked up with nothing but the address. */
const reverseMtu = ({ space, packet, trial }: Context): number =>
  mtuOf(
    lookupRoute(
      space,
      {
        family: packet.etherType === ETH_P_IPV6 ? 'ipv6' : 'ipv4',
        destination: sourceOf(packet),
        source: null,
        mark: 0,
        protocol: 0,
        sourcePort: 0,
        destinationPort: 0,
        tos: 0,
        uid: 0,
        input: null,
        output: 0,
      },
      trial,
    ),
  )

/** Where the option is; null where there is none. */
const optionAt = ({ bytes, transport }: Packet, headerLength: number): number | null => {
  const last = transport + headerLength - mssLength
  for (let at = transport + tcpHeader; at <= last; ) {
    const [kind = 0, length = 0] = [bytes[at], bytes[at + 1]]
    if (kind === MSS && length === mssLength) return at
    at += kind <= 1 || length === 0 ? 1 : length
  }
  return null
}

/** Puts the option behind the header of TCP, and makes the packet longer by it. */
const addOption = (packet: Packet, mss: number): void => {
  const { bytes, transport } = packet
  const longer = new Uint8Array(bytes.length + mssLength)
  const options = transport + tcpHeader
  longer.set(bytes.subarray(0, options))
  longer.set([MSS, mssLength, mss >>> 8, mss & 0xff], options)
  longer.set(bytes.subarray(options), options + mssLength)
  longer[transport + 12] = (longer[transport + 12] ?? 0) + ((mssLength / 4) << 4)
  const isIpv6 = packet.etherType === ETH_P_IPV6
  if (isIpv6) write16(longer, 4, read16(longer, 4) + mssLength)
  else replace16(longer, 2, read16(longer, 2) + mssLength, 10)
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
    const at = optionAt(packet, headerLength)
    if (at !== null) {
      if (read16(bytes, at + 2) > wanted) putMss(packet, at + 2, wanted)
      return 'continue'
    }
    // Data would have to be moved, and the length of the header has four bits.
    if (bytes.length > transport + headerLength || headerLength >= 60) return 'continue'
    addOption(packet, Math.min(wanted, isIpv6 ? 1220 : 536))
    return 'continue'
  }

/** The option may begin at an odd byte: the checksum then sees the bytes the other way round. */
const putMss = (packet: Packet, at: number, mss: number): void => {
  const { bytes, transport } = packet
  for (const [offset, value] of [
    [at, mss >>> 8],
    [at + 1, mss & 0xff],
  ] as const) {
    const word = offset - ((offset - transport) & 1)
    const old = read16(bytes, word)
    replace16(bytes, word, word === offset ? (value << 8) | (old & 0xff) : (old & 0xff00) | value, transport + 16)
  }
}
