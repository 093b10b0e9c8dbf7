import { bytesOfAddress, ipv4Number, read16, read32, write16, write32 } from './address-bytes.ts'
import { checksumOf, mend, pseudoHeaderSum, replace16, sumOf } from './checksum.ts'
import { checksumOffset, hasPorts } from './layout.ts'
import { ETH_P_IP, ETH_P_IPV6, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_UDP, type Packet } from './packet.ts'

/** Where the checksum of the transport header is; null where there is none, it is cut off, or UDP goes without. */
const transportChecksumAt = (packet: Packet): number | null => {
  const offset = checksumOffset(packet.protocol)
  if (offset === null) return null
  const at = packet.transport + offset
  if (at + 2 > packet.bytes.length) return null
  return packet.protocol === IPPROTO_UDP && read16(packet.bytes, at) === 0 ? null : at
}

/** A checksum of UDP that comes out as 0 is sent as 0xffff (RFC 768): 0 says that there is none. */
const keepUdpChecksum = (packet: Packet, at: number | null): void => {
  if (at !== null && packet.protocol === IPPROTO_UDP && read16(packet.bytes, at) === 0)
    write16(packet.bytes, at, 0xffff)
}

const setAddress = (packet: Packet, at: number, address: string): void => {
  const { bytes } = packet
  const transportChecksum = transportChecksumAt(packet)
  if (packet.etherType === ETH_P_IP) {
    const [old, value] = [read32(bytes, at), ipv4Number(address)]
    if (old === value) return
    write32(bytes, at, value)
    // ICMP has no pseudo header.
    const covered = packet.protocol === IPPROTO_ICMP ? [10] : [10, transportChecksum]
    for (const checksum of covered) {
      if (checksum === null) continue
      mend(bytes, checksum, old >>> 16, value >>> 16)
      mend(bytes, checksum, old & 0xffff, value & 0xffff)
    }
  } else {
    const value = bytesOfAddress(address)
    for (let i = 0; i < 16; i += 2) replace16(bytes, at + i, read16(value, i), transportChecksum)
  }
  keepUdpChecksum(packet, transportChecksum)
}

/** Another source address, with the checksums that cover it (nf_nat_ipv4_manip_pkt, nf_nat_ipv6_manip_pkt). */
export const setSource = (packet: Packet, address: string): void =>
  setAddress(packet, packet.etherType === ETH_P_IPV6 ? 8 : 12, address)

export const setDestination = (packet: Packet, address: string): void =>
  setAddress(packet, packet.etherType === ETH_P_IPV6 ? 24 : 16, address)

const setWord = (packet: Packet, offset: number, value: number): void => {
  const at = packet.transport + offset
  if (at + 2 > packet.bytes.length) return
  const checksum = transportChecksumAt(packet)
  replace16(packet.bytes, at, value, checksum)
  keepUdpChecksum(packet, checksum)
}

/** Nothing happens to a packet without ports. */
export const setSourcePort = (packet: Packet, port: number): void => {
  if (hasPorts(packet.protocol)) setWord(packet, 0, port)
}

export const setDestinationPort = (packet: Packet, port: number): void => {
  if (hasPorts(packet.protocol)) setWord(packet, 2, port)
}

/** The identifier of an echo (icmp_manip_pkt, icmpv6_manip_pkt). */
export const setIcmpIdentifier = (packet: Packet, identifier: number): void => setWord(packet, 4, identifier)

/** TTL or hop limit (ip_decrease_ttl and the targets TTL and HL). */
export const setTtl = (packet: Packet, ttl: number): void => {
  const { bytes } = packet
  if (packet.etherType === ETH_P_IPV6) bytes[7] = ttl
  else replace16(bytes, 8, (ttl << 8) | (bytes[9] ?? 0), 10)
}

/** TOS or traffic class, all eight bits (ipv4_change_dsfield, ipv6_change_dsfield). */
export const setTos = (packet: Packet, tos: number): void => {
  const { bytes } = packet
  if (packet.etherType === ETH_P_IPV6) write16(bytes, 0, (read16(bytes, 0) & 0xf00f) | (tos << 4))
  else replace16(bytes, 0, ((bytes[0] ?? 0) << 8) | tos, 10)
}

/** Counts the checksum of an ICMP message anew, after what it quotes was changed. */
export const mendIcmpChecksum = (packet: Packet): void => {
  const { bytes, transport } = packet
  write16(bytes, transport + 2, 0)
  const start =
    packet.protocol === IPPROTO_ICMPV6
      ? pseudoHeaderSum(bytes, { at: 8, size: 16 }, IPPROTO_ICMPV6, bytes.length - transport)
      : 0
  write16(bytes, transport + 2, checksumOf(sumOf(bytes, transport, bytes.length, start)))
}
