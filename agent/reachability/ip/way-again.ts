import { sourceOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import { addressTypeOf } from '../routing/address-type.ts'
import { flowOf } from '../routing/flow-of.ts'
import type { Flow } from '../routing/route.ts'
import type { Space } from '../scene/space.ts'

/**
 * What a packet of this namespace is routed by once more, after it was changed, or with a source that is not ours
 * (ip_route_me_harder, net/ipv4/netfilter.c; ip6_route_me_harder): never by ports or protocol.
 */
export const wayAgain = (space: Space, packet: Packet): Flow => {
  const flow = { ...flowOf(packet, null), protocol: 0, sourcePort: 0, destinationPort: 0 }
  if (flow.family === 'ipv6') return flow
  const type = addressTypeOf(space, sourceOf(packet))
  const keepsSource = type === 'local' || type === 'unicast'
  return { ...flow, source: keepsSource ? flow.source : null, anySource: keepsSource }
}
