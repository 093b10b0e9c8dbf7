import { mtuOf } from '../ip/finish-output.ts'
import { read16 } from '../packet/address-bytes.ts'
import { replace16 } from '../packet/checksum.ts'
import { familyOf, tcpHeaderLengthOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import type { Route } from '../routing/route.ts'

/** Bytes of the headers of IP and TCP, both without options. */
export const headersOf = (packet: Packet): number => (familyOf(packet) === 'ipv6' ? 60 : 40)

/** Where the checksum of TCP is in its header. */
const CHECKSUM = 16
const TCP_HEADER = 20
const MSS = 2

/** Where the value of the option is; null where there is none. */
const valueAt = ({ bytes, transport }: Packet, headerLength: number): number | null => {
  for (let at = transport + TCP_HEADER; at + 4 <= transport + headerLength; ) {
    const [kind = 0, length = 0] = [bytes[at], bytes[at + 1]]
    if (kind === MSS) return at + 2
    if (kind === 0) return null
    at += kind === 1 ? 1 : Math.max(2, length)
  }
  return null
}

/** How many bytes of data the other side may send in a segment; null where a SYN does not tell (536 then). */
export const announcedSegment = (packet: Packet): number | null => {
  const at = valueAt(packet, tcpHeaderLengthOf(packet))
  return at === null ? null : read16(packet.bytes, at)
}

/** Announces what fits into the MTU of the route that a SYN takes (ipv4_default_advmss, net/ipv4/route.c; ip6_default_advmss). */
export const announceSegment = (packet: Packet, route: Route | null): void => {
  const at = valueAt(packet, tcpHeaderLengthOf(packet))
  if (at === null || route?.device == null) return
  const segment = Math.min(0xffff, mtuOf(route, route.device) - headersOf(packet))
  replace16(packet.bytes, at, segment, packet.transport + CHECKSUM)
}
