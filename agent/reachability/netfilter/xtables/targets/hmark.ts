import { bytesOfAddress, read16, read32 } from '../../../packet/address-bytes.ts'
import { innerOf, isFragment } from '../../../packet/fields.ts'
import { ETH_P_IPV6, IPPROTO_ICMP, IPPROTO_ICMPV6, type Packet } from '../../../packet/packet.ts'
import type { Connection } from '../../conntrack/connection.ts'
import { connectionOf } from '../../conntrack/connection-of.ts'
import { jhash3Words } from '../../jhash.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

type Info = InfoOf<'hmark'>

/** XT_HMARK_METHOD_L3, linux/netfilter/xt_HMARK.h: addresses only. */
const METHOD_L3 = 1 << 13

/** What is hashed (struct hmark_tuple), in the order of this machine. */
interface HashTuple {
  readonly source: number
  readonly destination: number
  readonly ports: number
  readonly protocol: number
}

/** An address under its mask, folded to 32 bits (hmark_addr_mask). */
const masked = (address: Uint8Array, mask: Uint8Array): number => {
  let folded = 0
  for (let at = 0; at < address.length; at += 4) folded ^= read32(address, at) & read32(mask, at)
  return folded >>> 0
}

/** Both ports, the larger one first (hmark_swap_ports). */
const portsOf = (source: number, destination: number, info: Info): number => {
  const from = (source & info.sourcePortMask) | info.sourcePort
  const to = (destination & info.destinationPortMask) | info.destinationPort
  return (to > from ? (to << 16) | from : (from << 16) | to) >>> 0
}

/** Where ports, or what stands in their place, are in the transport header (proto_ports_offset, linux/skbuff.h); null: nowhere. */
const portsAt = (protocol: number): number | null => {
  // DCCP, ESP, TCP, UDP, SCTP, UDP-Lite; AH.
  if ([6, 17, 33, 50, 132, 136].includes(protocol)) return 0
  return protocol === 51 ? 4 : null
}

const ofConnection = (connection: Connection, info: Info, onlyAddresses: boolean): HashTuple => {
  const { original, reply } = connection
  const source = masked(bytesOfAddress(original.source), bytesOfAddress(info.sourceMask))
  const destination = masked(bytesOfAddress(reply.source), bytesOfAddress(info.destinationMask))
  if (onlyAddresses) return { source, destination, ports: 0, protocol: 0 }
  const { protocol } = original
  const ports = protocol === IPPROTO_ICMP ? 0 : portsOf(original.sourcePort, reply.sourcePort, info)
  return { source, destination, ports, protocol }
}

/** hmark_pkt_set_htuple_ipv4, hmark_pkt_set_htuple_ipv6 */
const ofPacket = (outer: Packet, info: Info, onlyAddresses: boolean): HashTuple => {
  const packet = innerOf(outer) ?? outer
  const { bytes, transport, protocol } = packet
  const isIpv6 = packet.etherType === ETH_P_IPV6
  const [at, size] = isIpv6 ? [8, 16] : [12, 4]
  const source = masked(bytes.subarray(at, at + size), bytesOfAddress(info.sourceMask))
  const destination = masked(bytes.subarray(at + size, at + 2 * size), bytesOfAddress(info.destinationMask))
  if (onlyAddresses) return { source, destination, ports: 0, protocol: 0 }
  const offset = protocol === (isIpv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP) ? null : portsAt(protocol)
  const start = transport + (offset ?? 0)
  const hasPorts = offset !== null && !isFragment(packet) && start + 4 <= bytes.length
  const ports = hasPorts ? portsOf(read16(bytes, start), read16(bytes, start + 2), info) : 0
  return { source, destination, ports, protocol }
}

/** hmark_hash: the same for both directions. */
const markOf = ({ source, destination, ports, protocol }: HashTuple, info: Info): number => {
  const [low, high] = destination < source ? [destination, source] : [source, destination]
  const hash = (jhash3Words(low, high, ports, info.seed) ^ (protocol & info.protocolMask)) >>> 0
  return (Math.floor((hash * info.modulus) / 2 ** 32) + info.offset) >>> 0
}

/** HMARK (hmark_tg_v4, hmark_tg_v6, net/netfilter/xt_HMARK.c). */
export const hmark: TargetOf<Info> = (info) => {
  const onlyAddresses = ((info.flags.other ?? 0) & METHOD_L3) !== 0
  return ({ packet }) => {
    const connection = connectionOf(packet)
    if (!info.flags.connection) packet.mark = markOf(ofPacket(packet, info, onlyAddresses), info)
    else if (connection !== null) packet.mark = markOf(ofConnection(connection, info, onlyAddresses), info)
    return 'continue'
  }
}
