import { sourceOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import { addressTypeOf } from '../routing/address-type.ts'
import { AF_INET, AF_INET6 } from '../routing/constants.ts'
import { flowOf } from '../routing/flow-of.ts'
import { isGroup, isLinkLocal } from '../routing/ipv6/kind.ts'
import type { Flow } from '../routing/route.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'

/** __ipv6_addr_needs_scope_id and all groups: rt6_need_strict */
const isOfOneLink = (address: string): boolean => isLinkLocal(address) || isGroup(address)

/** fib_rule_requires_fldissect, net/fib_rules.h: rules for `lo` as input are only for what is sent. */
const dissects = ({ policyRules }: Space, family: Flow['family']): boolean =>
  policyRules.some(
    (rule) =>
      rule.family === (family === 'ipv6' ? AF_INET6 : AF_INET) &&
      rule.inputInterface !== 'lo' &&
      ((rule.ipProtocol ?? 0) !== 0 || rule.sourcePorts !== undefined || rule.destinationPorts !== undefined),
  )

/**
 * What a packet of this namespace is routed by once more, after it was changed, or with a source that is not ours
 * (ip_route_me_harder, net/ipv4/netfilter.c; ip6_route_me_harder): by ports or protocol only where a rule needs them, and by a device only
 * if a socket is bound to it. Addresses of one link of IPv6 stay on the device of the route before, which is `lo` for what a host sends to itself.
 * @param out the device of the route before
 */
export const wayAgain = (space: Space, packet: Packet, out: Device | null): Flow => {
  const whole = flowOf(packet, null)
  const flow = dissects(space, whole.family) ? whole : { ...whole, protocol: 0, sourcePort: 0, destinationPort: 0 }
  if (flow.family === 'ipv6') {
    if (flow.isBound === true) return flow
    return { ...flow, output: isOfOneLink(flow.destination) ? (out?.ifindex ?? 0) : 0 }
  }
  const type = addressTypeOf(space, sourceOf(packet))
  const keepsSource = type === 'local' || type === 'unicast'
  return { ...flow, source: keepsSource ? flow.source : null, anySource: keepsSource }
}
