import type { Tuple as CollectedTuple } from '../../../../collectors/netfilter/conntrack/tuple.ts'
import { withPort } from '../../../firewall/prefix.ts'
import { addressAt, read16 } from '../../packet/address-bytes.ts'
import { hasPorts, transportOf } from '../../packet/layout.ts'
import { IPPROTO_GRE, IPPROTO_ICMP, IPPROTO_ICMPV6 } from '../../packet/packet.ts'
import type { Tuple } from './connection.ts'

/**
 * What tells flows apart, of the packet that begins at `from`; null where the kernel tracks none: a later fragment, a header that is
 * cut off (nf_ct_get_tuplepr, net/netfilter/nf_conntrack_core.c).
 */
export const tupleAt = (bytes: Uint8Array, family: 'ipv4' | 'ipv6', from = 0): Tuple | null => {
  const { at, protocol, fragmentOffset } = transportOf(bytes, family, from)
  if (fragmentOffset !== 0 || at > bytes.length) return null
  const addresses = from + (family === 'ipv4' ? 12 : 8)
  const source = addressAt(bytes, addresses, family)
  const destination = addressAt(bytes, addresses + (family === 'ipv4' ? 4 : 16), family)
  let sourcePort = 0
  let destinationPort = 0
  if (hasPorts(protocol)) {
    if (at + 4 > bytes.length) return null
    sourcePort = read16(bytes, at)
    destinationPort = read16(bytes, at + 2)
  } else if (isIcmpProtocol(protocol)) {
    if (at + 8 > bytes.length) return null
    sourcePort = read16(bytes, at + 4)
    destinationPort = read16(bytes, at)
  } else if (protocol === IPPROTO_GRE && ((bytes[at + 1] ?? 0) & 7) === 1) {
    // PPTP: only the key of the receiver is in the packet (gre_pkt_to_tuple).
    destinationPort = read16(bytes, at + 6)
  }
  return { source, destination, protocol, sourcePort, destinationPort }
}

export const isIcmpProtocol = (protocol: number): boolean => protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6

/** Requests of ICMP and their answers, both ways (invmap in nf_conntrack_proto_icmp.c): echo, timestamp, information, address mask. */
const icmpAnswers: ReadonlyMap<number, number> = new Map([
  [8, 0],
  [0, 8],
  [13, 14],
  [14, 13],
  [15, 16],
  [16, 15],
  [17, 18],
  [18, 17],
])

/** Echo, and node information (invmap in nf_conntrack_proto_icmpv6.c). */
const icmp6Answers: ReadonlyMap<number, number> = new Map([
  [128, 129],
  [129, 128],
  [139, 140],
  [140, 139],
])

/** The tuple of the other direction; null for ICMP that nobody answers (nf_ct_invert_tuple). */
export const inverted = (tuple: Tuple): Tuple | null => {
  const { source, destination, protocol, sourcePort, destinationPort } = tuple
  if (!isIcmpProtocol(protocol))
    return {
      source: destination,
      destination: source,
      protocol,
      sourcePort: destinationPort,
      destinationPort: sourcePort,
    }
  const answer = (protocol === IPPROTO_ICMP ? icmpAnswers : icmp6Answers).get(destinationPort >>> 8)
  if (answer === undefined) return null
  return {
    source: destination,
    destination: source,
    protocol,
    sourcePort,
    destinationPort: (answer << 8) | (destinationPort & 0xff),
  }
}

/** A tuple that was inverted once can be inverted back. */
export const invertedBack = (tuple: Tuple): Tuple => inverted(tuple) ?? tuple

export const isSameTuple = (a: Tuple, b: Tuple): boolean =>
  a.sourcePort === b.sourcePort &&
  a.destinationPort === b.destinationPort &&
  a.protocol === b.protocol &&
  a.source === b.source &&
  a.destination === b.destination

/** Of a collected tuple: ICMP's identifier, type and code stand where ports stand. */
export const collectedSourcePort = (tuple: CollectedTuple): number => tuple.sourcePort ?? tuple.icmpId ?? 0
export const collectedDestinationPort = (tuple: CollectedTuple): number =>
  tuple.destinationPort ?? (tuple.icmpType === undefined ? 0 : (tuple.icmpType << 8) | (tuple.icmpCode ?? 0))

export const collectedTuple = (tuple: CollectedTuple): Tuple => ({
  source: tuple.source,
  destination: tuple.destination,
  protocol: tuple.protocol,
  sourcePort: collectedSourcePort(tuple),
  destinationPort: collectedDestinationPort(tuple),
})

/** For people: `172.18.0.2:40000 > 172.18.0.3:80`. */
export const tupleText = (tuple: Tuple): string =>
  isIcmpProtocol(tuple.protocol)
    ? `${tuple.source} > ${tuple.destination} id ${tuple.sourcePort}`
    : `${withPort(tuple.source, tuple.sourcePort)} > ${withPort(tuple.destination, tuple.destinationPort)}`
