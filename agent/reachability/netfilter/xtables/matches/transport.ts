import { read16 } from '../../../packet/address-bytes.ts'
import { ETH_P_IP, type Packet } from '../../../packet/packet.ts'
import { ipv6Transport } from './ipv6-headers.ts'

/** IPPROTO_TCP is the protocol of most packets: it needs no walk over headers. */
const isPlainIpv6 = (bytes: Uint8Array): boolean => bytes[6] === 6 || bytes[6] === 17 || bytes[6] === 58

/** How far into the packet this fragment is: 0 for the first, and for no fragment (par->fragoff; IPv4 counts in 8 bytes). */
export const fragmentOffset = ({ etherType, bytes }: Packet): number => {
  if (etherType === ETH_P_IP) return read16(bytes, 6) & 0x1fff
  return isPlainIpv6(bytes) ? 0 : ipv6Transport(bytes).fragmentOffset
}

/** Where the transport header begins (par->thoff). */
export const transportAt = ({ etherType, bytes }: Packet): number => {
  if (etherType === ETH_P_IP) return ((bytes[0] ?? 0) & 0xf) * 4
  return isPlainIpv6(bytes) ? 40 : ipv6Transport(bytes).at
}

/** IPPROTO_* of the transport header. */
export const protocolOf = ({ etherType, bytes }: Packet): number => {
  if (etherType === ETH_P_IP) return bytes[9] ?? 0
  return isPlainIpv6(bytes) ? (bytes[6] ?? 0) : ipv6Transport(bytes).protocol
}

/** All of these bytes are in the packet (skb_header_pointer). */
export const holds = ({ bytes }: Packet, at: number, length: number): boolean => at >= 0 && at + length <= bytes.length
