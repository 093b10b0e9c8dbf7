import { read16 } from '../../packet/address-bytes.ts'
import { IPPROTO_SCTP, IPPROTO_UDPLITE } from '../../packet/layout.ts'
import { ETH_P_IP, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, type Packet } from '../../packet/packet.ts'
import { FRAGMENT, skipIpv6Headers } from '../xtables/matches/ipv6-headers.ts'

export interface ProtocolPort {
  readonly protocol: number
  readonly port: number
}

/** Bytes that must be there of the headers that have ports. */
const headers: { readonly [protocol: number]: number } = {
  [IPPROTO_TCP]: 20,
  [IPPROTO_SCTP]: 12,
  [IPPROTO_UDP]: 8,
  [IPPROTO_UDPLITE]: 8,
  [IPPROTO_ICMP]: 8,
  [IPPROTO_ICMPV6]: 8,
}

/** get_port: of ICMP its type and code; other protocols have port 0. */
const portAt = ({ bytes }: Packet, protocol: number, at: number, side: 'src' | 'dst'): ProtocolPort | null => {
  const header = headers[protocol]
  if (header === undefined) return { protocol, port: 0 }
  if (at + header > bytes.length) return null
  const isIcmp = protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6
  return { protocol, port: read16(bytes, isIcmp || side === 'src' ? at : at + 2) }
}

/** The protocol and port of a packet as sets compare them; null where it has none (ip_set_get_ip4_port, ip_set_get_ip6_port). */
export const portOf = (packet: Packet, side: 'src' | 'dst'): ProtocolPort | null => {
  const { bytes } = packet
  if (packet.etherType === ETH_P_IP) {
    const protocol = bytes[9] ?? 0
    if (protocol === 0) return null
    const isLater = (read16(bytes, 6) & 0x1fff) !== 0
    if (isLater) return headers[protocol] === undefined || protocol === IPPROTO_ICMPV6 ? { protocol, port: 0 } : null
    return portAt(packet, protocol, ((bytes[0] ?? 0) & 0xf) * 4, side)
  }
  const transport = skipIpv6Headers(bytes)
  // It stops at the fragment header of a fragment that is not the first.
  if (transport === null || transport.protocol === FRAGMENT) return null
  return portAt(packet, transport.protocol, transport.at, side)
}
