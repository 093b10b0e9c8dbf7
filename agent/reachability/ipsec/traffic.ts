import type { XfrmPolicy } from '../../../collectors/netlink/messages/xfrm-policy.ts'
import { isWithin } from '../../firewall/prefix.ts'
import {
  destinationOf,
  destinationPortOf,
  familyOf,
  icmpCodeOf,
  icmpTypeOf,
  isIcmp,
  sourceOf,
  sourcePortOf,
} from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import { AF_INET, AF_INET6, LOOPBACK_IFINDEX } from '../routing/constants.ts'

/** What a policy looks at (struct flowi, as far as selectors ask). */
export interface Traffic {
  readonly family: 'ipv4' | 'ipv6'
  readonly source: string
  readonly destination: string
  readonly protocol: number
  /** Of ICMP the type and the code (xfrm_flowi_sport, xfrm_flowi_dport). */
  readonly sourcePort: number
  readonly destinationPort: number
  /** ifindex of the device of its route. */
  readonly output: number
  readonly mark: number
}

/** A packet as policies for sending see it (__xfrm_decode_session, net/xfrm/xfrm_policy.c). */
export const trafficOf = (packet: Packet): Traffic => ({
  family: familyOf(packet),
  source: sourceOf(packet),
  destination: destinationOf(packet),
  protocol: packet.protocol,
  sourcePort: isIcmp(packet) ? icmpTypeOf(packet) : sourcePortOf(packet),
  destinationPort: isIcmp(packet) ? icmpCodeOf(packet) : destinationPortOf(packet),
  output: packet.route?.device?.ifindex ?? 0,
  mark: packet.mark,
})

/** A packet as policies for receiving see it: as it came in, before NAT (nf_nat_decode_session, net/netfilter/nf_nat_core.c). */
export const receivedTrafficOf = (packet: Packet, direction: 'in' | 'fwd'): Traffic => {
  const whole = trafficOf(packet)
  // The route of what is for this host leads to `lo` (rt_dst_alloc, net/ipv4/route.c).
  const traffic = direction === 'in' ? { ...whole, output: LOOPBACK_IFINDEX } : whole
  const { connection } = packet
  if (connection === null || typeof connection === 'string') return traffic
  const isOriginal = packet.direction === 'original'
  const { source, destination, sourcePort, destinationPort } = connection[packet.direction]
  const hadSource = { source, ...(isIcmp(packet) ? {} : { sourcePort }) }
  const hadDestination = { destination, ...(isIcmp(packet) ? {} : { destinationPort }) }
  return {
    ...traffic,
    ...(connection.status.has(isOriginal ? 'src_nat' : 'dst_nat') ? hadSource : {}),
    ...(connection.status.has(isOriginal ? 'dst_nat' : 'src_nat') ? hadDestination : {}),
  }
}

/** xfrm_policy_match and xfrm_selector_match, net/xfrm/xfrm_policy.c, for packets of no XFRM interface. */
export const selects = ({ selector, mark, interfaceId = 0 }: XfrmPolicy, traffic: Traffic): boolean =>
  selector.family === (traffic.family === 'ipv6' ? AF_INET6 : AF_INET) &&
  interfaceId === 0 &&
  (mark === undefined || (traffic.mark & mark.mask) >>> 0 === mark.value) &&
  (selector.protocol === 0 || selector.protocol === traffic.protocol) &&
  (selector.ifindex === 0 || selector.ifindex === traffic.output) &&
  ((traffic.sourcePort ^ selector.sourcePort) & selector.sourcePortMask) === 0 &&
  ((traffic.destinationPort ^ selector.destinationPort) & selector.destinationPortMask) === 0 &&
  isWithin(`${selector.source}/${selector.sourceLength}`, traffic.source) &&
  isWithin(`${selector.destination}/${selector.destinationLength}`, traffic.destination)
