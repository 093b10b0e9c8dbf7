import { ETH_P_IPV6, type Packet } from '../../../packet/packet.ts'

/** The byte of TOS of IPv4, or the traffic class of IPv6 (ipv4_get_dsfield, ipv6_get_dsfield). */
export const trafficClass = ({ etherType, bytes }: Packet): number =>
  etherType === ETH_P_IPV6 ? (((bytes[0] ?? 0) << 4) | ((bytes[1] ?? 0) >>> 4)) & 0xff : (bytes[1] ?? 0)
