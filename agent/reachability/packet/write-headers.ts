import { bytesOfAddress, write16 } from './address-bytes.ts'
import { checksumOf, pseudoHeaderSum, sumOf } from './checksum.ts'
import { checksumOffset, packetOf } from './layout.ts'
import { ETH_P_IP, ETH_P_IPV6, IPPROTO_ICMP, IPPROTO_UDP, type Packet, type Sender } from './packet.ts'

/** What all packets of IP share. */
export interface IpOptions {
  readonly label: string
  readonly source: string
  readonly destination: string
  /** 64, as Linux sends (net.ipv4.ip_default_ttl, net.ipv6.conf.*.hop_limit). */
  readonly ttl?: number
  readonly tos?: number
  /** IPv4's DF; true as Linux sends TCP and UDP (net.ipv4.ip_no_pmtu_disc 0). */
  readonly dontFragment?: boolean
  /** IPv4's identification. */
  readonly identification?: number
  readonly mark?: number
  readonly priority?: number
  readonly sender?: Sender | null
}

const IPV4_HEADER = 20
const IPV6_HEADER = 40

/** A packet of this transport header and payload: puts the header of IP before it, and counts the checksums. */
export const ipPacket = (options: IpOptions, protocol: number, transport: Uint8Array): Packet => {
  const { source, destination, ttl = 64, tos = 0 } = options
  const isIpv6 = destination.includes(':')
  const header = isIpv6 ? IPV6_HEADER : IPV4_HEADER
  const bytes = new Uint8Array(header + transport.length)
  if (isIpv6) {
    bytes[0] = 0x60 | (tos >>> 4)
    bytes[1] = (tos & 0xf) << 4
    write16(bytes, 4, transport.length)
    bytes[6] = protocol
    bytes[7] = ttl
    bytes.set(bytesOfAddress(source), 8)
    bytes.set(bytesOfAddress(destination), 24)
  } else {
    bytes[0] = 0x45
    bytes[1] = tos
    write16(bytes, 2, bytes.length)
    write16(bytes, 4, options.identification ?? 0)
    if (options.dontFragment ?? true) bytes[6] = 0x40
    bytes[8] = ttl
    bytes[9] = protocol
    bytes.set(bytesOfAddress(source), 12)
    bytes.set(bytesOfAddress(destination), 16)
    write16(bytes, 10, checksumOf(sumOf(bytes, 0, IPV4_HEADER)))
  }
  bytes.set(transport, header)
  countChecksum(bytes, header, protocol, isIpv6)
  const { mark = 0, priority = 0, sender = null } = options
  return packetOf(options.label, isIpv6 ? ETH_P_IPV6 : ETH_P_IP, bytes, { mark, priority, sender })
}

const countChecksum = (bytes: Uint8Array, at: number, protocol: number, isIpv6: boolean): void => {
  const offset = checksumOffset(protocol)
  if (offset === null) return
  const addresses = isIpv6 ? { at: 8, size: 16 } : { at: 12, size: 4 }
  const start = protocol === IPPROTO_ICMP ? 0 : pseudoHeaderSum(bytes, addresses, protocol, bytes.length - at)
  const checksum = checksumOf(sumOf(bytes, at, bytes.length, start))
  write16(bytes, at + offset, checksum === 0 && protocol === IPPROTO_UDP ? 0xffff : checksum)
}

/** Bytes of payload: as many zeros, or these. */
export const payloadBytes = (payload: number | Uint8Array | undefined): Uint8Array =>
  typeof payload === 'number' ? new Uint8Array(payload) : (payload ?? new Uint8Array(0))
