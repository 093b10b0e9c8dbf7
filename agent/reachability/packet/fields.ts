import { addressAt, macAt, read16, read32 } from './address-bytes.ts'
import { hasPorts, packetOf, transportOf } from './layout.ts'
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, type Packet } from './packet.ts'

/** Bits of the byte that `tcpFlagsOf` gives (TCPHDR_*, net/tcp.h). */
export const FIN = 0x01
export const SYN = 0x02
export const RST = 0x04
export const PSH = 0x08
export const ACK = 0x10

/** Of the addresses that it has: ARP's are of IPv4. */
export const familyOf = (packet: Packet): 'ipv4' | 'ipv6' => (packet.etherType === ETH_P_IPV6 ? 'ipv6' : 'ipv4')

const sourceAt = (packet: Packet): number => {
  if (packet.etherType === ETH_P_IPV6) return 8
  return packet.etherType === ETH_P_ARP ? 14 : 12
}

const destinationAt = (packet: Packet): number => (packet.etherType === ETH_P_IP ? 16 : 24)

/** Of ARP the address of the sender. */
export const sourceOf = (packet: Packet): string => addressAt(packet.bytes, sourceAt(packet), familyOf(packet))

/** Of ARP the address that is asked for. */
export const destinationOf = (packet: Packet): string =>
  addressAt(packet.bytes, destinationAt(packet), familyOf(packet))

/** Bytes before this fragment; 0 for the first one, and for what is none. */
export const fragmentOffsetOf = (packet: Packet): number => {
  if (packet.etherType === ETH_P_IP) return (read16(packet.bytes, 6) & 0x1fff) * 8
  return packet.etherType === ETH_P_IPV6 ? transportOf(packet.bytes, 'ipv6').fragmentOffset : 0
}

/** Any fragment, the first too (ip_is_fragment). */
export const isFragment = (packet: Packet): boolean => {
  if (packet.etherType === ETH_P_IP) return (read16(packet.bytes, 6) & 0x3fff) !== 0
  return packet.etherType === ETH_P_IPV6 && transportOf(packet.bytes, 'ipv6').isFragment
}

/** IPv4's flag DF. IPv6 is never fragmented on its way. */
export const mustNotFragment = (packet: Packet): boolean =>
  packet.etherType === ETH_P_IPV6 || ((packet.bytes[6] ?? 0) & 0x40) !== 0

const transportWord = (packet: Packet, at: number): number => read16(packet.bytes, packet.transport + at)

/** 0 where there are no ports. */
export const sourcePortOf = (packet: Packet): number => (hasPorts(packet.protocol) ? transportWord(packet, 0) : 0)
export const destinationPortOf = (packet: Packet): number => (hasPorts(packet.protocol) ? transportWord(packet, 2) : 0)

export const isIcmp = (packet: Packet): boolean =>
  (packet.protocol === IPPROTO_ICMP && packet.etherType === ETH_P_IP) ||
  (packet.protocol === IPPROTO_ICMPV6 && packet.etherType === ETH_P_IPV6)

/** Of ICMP and ICMPv6; others have none, and give -1. */
export const icmpTypeOf = (packet: Packet): number => (isIcmp(packet) ? (packet.bytes[packet.transport] ?? -1) : -1)
export const icmpCodeOf = (packet: Packet): number => (isIcmp(packet) ? (packet.bytes[packet.transport + 1] ?? -1) : -1)

/** The identifier of an echo. */
export const icmpIdentifierOf = (packet: Packet): number => transportWord(packet, 4)
export const icmpSequenceOf = (packet: Packet): number => transportWord(packet, 6)

/** The MTU that `fragmentation needed` (IPv4, RFC 1191) or `packet too big` (IPv6) tells. */
export const icmpMtuOf = (packet: Packet): number =>
  packet.etherType === ETH_P_IPV6 ? read32(packet.bytes, packet.transport + 4) : transportWord(packet, 6)

/** Flags of TCP: bits of FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, the lowest first. 0 for what is not TCP. */
export const tcpFlagsOf = (packet: Packet): number =>
  packet.protocol === IPPROTO_TCP ? (packet.bytes[packet.transport + 13] ?? 0) : 0
export const tcpSequenceOf = (packet: Packet): number => read32(packet.bytes, packet.transport + 4)
export const tcpAcknowledgementOf = (packet: Packet): number => read32(packet.bytes, packet.transport + 8)
/** Bytes, with its options. */
export const tcpHeaderLengthOf = (packet: Packet): number => ((packet.bytes[packet.transport + 12] ?? 0) >>> 4) * 4

/** TTL or hop limit. */
export const ttlOf = (packet: Packet): number => packet.bytes[packet.etherType === ETH_P_IPV6 ? 7 : 8] ?? 0

/** TOS or traffic class: DSCP and ECN. */
export const tosOf = (packet: Packet): number => {
  if (packet.etherType === ETH_P_IPV6) return (read16(packet.bytes, 0) >>> 4) & 0xff
  return packet.bytes[1] ?? 0
}

/** Bytes from the network header on (skb->len in the hooks of IP). */
export const lengthOf = (packet: Packet): number => packet.bytes.length

/** Bytes behind the transport header. */
export const payloadLengthOf = (packet: Packet): number => {
  const header = packet.protocol === IPPROTO_TCP ? tcpHeaderLengthOf(packet) : 8
  return Math.max(0, packet.bytes.length - packet.transport - header)
}

/** icmp_is_err (linux/icmp.h), and ICMPv6 types without the bit 0x80. */
export const isIcmpError = (packet: Packet): boolean => {
  const type = icmpTypeOf(packet)
  if (type < 0) return false
  if (packet.etherType === ETH_P_IPV6) return type < 128
  return type === 3 || type === 4 || type === 5 || type === 11 || type === 12
}

/** An ICMPv6 redirect quotes a packet behind two addresses; errors quote at once. */
const quoteAt = (packet: Packet): number => packet.transport + 8

/**
 * The packet that an ICMP error quotes; null for what is none, and where too little is quoted. Its bytes are those of the error:
 * whoever changes it changes the error (whose checksum is then wrong, see `mendIcmpChecksum`).
 */
export const innerOf = (packet: Packet): Packet | null => {
  if (!isIcmpError(packet)) return null
  const at = quoteAt(packet)
  const least = packet.etherType === ETH_P_IPV6 ? 48 : 28
  if (packet.bytes.length < at + least) return null
  return packetOf(`quoted by ${packet.label}`, packet.etherType, packet.bytes.subarray(at))
}

/** What an ARP packet says (RFC 826, Ethernet and IPv4). */
export interface ArpFields {
  /** ARPOP_*: 1 request, 2 reply. */
  readonly operation: number
  readonly senderMac: string
  readonly senderAddress: string
  readonly targetMac: string
  readonly targetAddress: string
}

export const arpOf = ({ etherType, bytes }: Packet): ArpFields | null =>
  etherType !== ETH_P_ARP
    ? null
    : {
        operation: read16(bytes, 6),
        senderMac: macAt(bytes, 8),
        senderAddress: addressAt(bytes, 14, 'ipv4'),
        targetMac: macAt(bytes, 18),
        targetAddress: addressAt(bytes, 24, 'ipv4'),
      }

/** Types of ICMPv6 (linux/icmpv6.h). */
export const NEIGHBOUR_SOLICITATION = 135
export const NEIGHBOUR_ADVERTISEMENT = 136

/** What a neighbour solicitation or advertisement says (RFC 4861, sections 4.3 and 4.4). */
export interface NeighbourFields {
  readonly kind: 'solicitation' | 'advertisement'
  readonly target: string
  /** Source (solicitation) or target (advertisement) link-layer address; null where the option is missing. */
  readonly mac: string | null
}

export const neighbourMessageOf = (packet: Packet): NeighbourFields | null => {
  const type = packet.etherType === ETH_P_IPV6 ? icmpTypeOf(packet) : -1
  if (type !== NEIGHBOUR_SOLICITATION && type !== NEIGHBOUR_ADVERTISEMENT) return null
  const { bytes, transport } = packet
  const wanted = type === NEIGHBOUR_SOLICITATION ? 1 : 2
  let mac: string | null = null
  for (let at = transport + 24; at + 8 <= bytes.length && (bytes[at + 1] ?? 0) > 0; at += (bytes[at + 1] ?? 0) * 8)
    if (bytes[at] === wanted) mac = macAt(bytes, at + 2)
  return {
    kind: type === NEIGHBOUR_SOLICITATION ? 'solicitation' : 'advertisement',
    target: addressAt(bytes, transport + 8, 'ipv6'),
    mac,
  }
}
