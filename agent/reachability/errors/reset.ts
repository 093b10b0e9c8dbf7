import { errnoOfRoute } from '../ip/errno.ts'
import { wayAgain } from '../ip/way-again.ts'
import { resetFor } from '../packet/build.ts'
import { destinationOf, familyOf, isFragment, RST, sourceOf, tcpFlagsOf } from '../packet/fields.ts'
import { IPPROTO_TCP, type Packet } from '../packet/packet.ts'
import { flowOf } from '../routing/flow-of.ts'
import { isGroup } from '../routing/ipv6/kind.ts'
import { lookupRoute } from '../routing/lookup.ts'
import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import { relateTo } from './relate.ts'

/**
 * A reset that a rule sends, from the address that the packet was for (nf_send_reset, net/ipv4/netfilter/nf_reject_ipv4.c;
 * nf_send_reset6). None for what is no TCP, a fragment, a reset itself, or was for many.
 */
export const sendReset = (trial: Trial, space: Space, packet: Packet): void => {
  if (packet.protocol !== IPPROTO_TCP || isFragment(packet) || (tcpFlagsOf(packet) & RST) !== 0) return
  if (packet.route?.type === 'broadcast' || packet.route?.type === 'multicast') return
  if (isGroup(destinationOf(packet)) || isGroup(sourceOf(packet))) return
  const reset = resetFor(packet)
  if (reset === null) return
  reset.sender = null
  relateTo(reset, packet, space)
  const flow = familyOf(reset) === 'ipv6' ? flowOf(reset, null) : wayAgain(space, reset, null)
  const route = lookupRoute(space, flow, trial)
  if (errnoOfRoute(route) !== null) return
  if (packet.bridged !== null && packet.link !== null) {
    // What came in by a bridge under br_netfilter is answered at the port itself: no hook sees it, and no NAT is undone.
    reset.link = { source: packet.link.destination, destination: packet.link.source }
    trial.toSend.push({ space, packet: reset, device: packet.bridged.physicalIn })
    return
  }
  reset.route = route
  trial.toSend.push({ space, packet: reset })
}
