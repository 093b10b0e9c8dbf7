import { read16 } from './address-bytes.ts'
import {
  ETH_P_ARP,
  ETH_P_IP,
  ETH_P_IPV6,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
  type Packet,
} from './packet.ts'

/** IPPROTO_UDPLITE and IPPROTO_SCTP, linux/in.h: they have ports where UDP has them. */
export const IPPROTO_UDPLITE = 136
export const IPPROTO_SCTP = 132

export const hasPorts = (protocol: number): boolean =>
  protocol === IPPROTO_TCP || protocol === IPPROTO_UDP || protocol === IPPROTO_UDPLITE || protocol === IPPROTO_SCTP

/** Extension headers of IPv6 that another header follows (ipv6_ext_hdr, net/ipv6/exthdrs_core.c). */
const HOP_BY_HOP = 0
const ROUTING = 43
const FRAGMENT = 44
const AUTHENTICATION = 51
const DESTINATION_OPTIONS = 60

export interface Transport {
  /** Where its header begins. */
  readonly at: number
  /** IPPROTO_* */
  readonly protocol: number
  /** Bytes of the data before this fragment; where it is not 0, there is no transport header. */
  readonly fragmentOffset: number
  /** It is a fragment: more of it comes, or came before. */
  readonly isFragment: boolean
}

/** Finds the transport header behind options (IPv4) and extension headers (ipv6_skip_exthdr). */
export const transportOf = (bytes: Uint8Array, family: 'ipv4' | 'ipv6', from = 0): Transport => {
  if (family === 'ipv4') {
    const fragment = read16(bytes, from + 6)
    return {
      at: from + ((bytes[from] ?? 0) & 0xf) * 4,
      protocol: bytes[from + 9] ?? 0,
      fragmentOffset: (fragment & 0x1fff) * 8,
      isFragment: (fragment & 0x3fff) !== 0,
    }
  }
  let protocol = bytes[from + 6] ?? 0
  let at = from + 40
  let fragmentOffset = 0
  let isFragment = false
  while (at + 8 <= bytes.length && fragmentOffset === 0) {
    if (protocol === FRAGMENT) {
      const fragment = read16(bytes, at + 2)
      fragmentOffset = fragment & 0xfff8
      isFragment = (fragment & 0xfff9) !== 0
    } else if (
      protocol !== HOP_BY_HOP &&
      protocol !== ROUTING &&
      protocol !== AUTHENTICATION &&
      protocol !== DESTINATION_OPTIONS
    )
      break
    const length = bytes[at + 1] ?? 0
    const size = protocol === FRAGMENT ? 8 : protocol === AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8
    protocol = bytes[at] ?? 0
    at += size
  }
  return { at, protocol, fragmentOffset, isFragment }
}

/** Where the checksum of a transport header is, counted from its begin; null: it has none that we mend. */
export const checksumOffset = (protocol: number): number | null => {
  if (protocol === IPPROTO_TCP) return 16
  if (protocol === IPPROTO_UDP || protocol === IPPROTO_UDPLITE) return 6
  if (protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6) return 2
  return null
}

/** A packet of bytes that begin with the network header: as it is before anything was decided about it. */
export const packetOf = (
  label: string,
  etherType: number,
  bytes: Uint8Array<ArrayBuffer>,
  more: Partial<Pick<Packet, 'mark' | 'sender' | 'link' | 'priority'>> = {},
): Packet => {
  const isIp = etherType === ETH_P_IP || etherType === ETH_P_IPV6
  const transport = isIp ? transportOf(bytes, etherType === ETH_P_IP ? 'ipv4' : 'ipv6') : null
  return {
    label,
    etherType,
    bytes,
    transport: transport?.at ?? (etherType === ETH_P_ARP ? bytes.length : 0),
    protocol: transport?.protocol ?? 0,
    link: null,
    vlan: null,
    packetType: 'host',
    mark: 0,
    priority: 0,
    connection: null,
    direction: 'original',
    connectionState: 'new',
    sender: null,
    route: null,
    bridged: null,
    arrivedAt: null,
    hops: 0,
    trail: null,
    ...more,
  }
}
