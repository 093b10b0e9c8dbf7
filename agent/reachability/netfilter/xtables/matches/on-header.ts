import type { Packet } from '../../../packet/packet.ts'
import type { Matched } from '../../context.ts'
import { ABSENT, findIpv6Header } from './ipv6-headers.ts'
import type { MatchTest } from './match-test.ts'
import { fragmentOffset, holds, transportAt } from './transport.ts'

/** What a match finds in a header that begins there. */
type HeaderTest = (packet: Packet, at: number) => Matched

/** A match of the transport header: only a first fragment has one, and a packet that ends within it is broken. @param size bytes of it */
export const onTransport =
  (size: number, test: HeaderTest): MatchTest =>
  ({ packet }) => {
    if (fragmentOffset(packet) !== 0) return false
    const at = transportAt(packet)
    return holds(packet, at, size) ? test(packet, at) : 'hotdrop'
  }

/** A match of an extension header of IPv6. @param size bytes that must be there of it */
export const onIpv6Header =
  (header: number, size: number, test: HeaderTest): MatchTest =>
  ({ packet }) => {
    const at = findIpv6Header(packet.bytes, header)
    if (at === ABSENT) return false
    return holds(packet, at, size) ? test(packet, at) : 'hotdrop'
  }
