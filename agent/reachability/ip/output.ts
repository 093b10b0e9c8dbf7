import { applyPolicies, errnoOfPolicies } from '../ipsec/check.ts'
import { runHook } from '../netfilter/run-hook.ts'
import { destinationOf, familyOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import { flowOf } from '../routing/flow-of.ts'
import { lookupRoute } from '../routing/lookup.ts'
import type { Route } from '../routing/route.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import { type Errno, errnoOfRoute } from './errno.ts'
import { finishOutput } from './finish-output.ts'
import { loseByRoute, noteRoute } from './route-notes.ts'
import { wayAgain } from './way-again.ts'

/**
 * Sends a packet of this namespace: its route (unless its socket has found one, `packet.route`), OUTPUT, another route where rules
 * changed what it depends on, POSTROUTING, and the neighbour (ip_queue_xmit, __ip_local_out, dst_output; ip6_xmit).
 * @param madeFor the device of `skb->dev`, which only neighbour discovery sets before there is a route
 * @returns the error that the system call gives; TCP's connect() does not tell it (tcp_connect, net/ipv4/tcp_output.c)
 */
export const sendLocal = (trial: Trial, space: Space, packet: Packet, madeFor: Device | null = null): Errno | null => {
  packet.packetType = 'host'
  const error = takeRoute(trial, space, packet, packet.route ?? lookupRoute(space, flowOf(packet, null), trial))
  if (error !== null) return error
  // With its route (ip_route_output_flow): rules see whether it will be encrypted.
  const applied = applyPolicies(trial, space, packet)
  if (applied !== 'passes') return errnoOfPolicies(applied)

  const isIpv6 = familyOf(packet) === 'ipv6'
  const out = packet.route?.device ?? null
  const sentBefore = trial.toSend.length
  const verdict = runHook({ trial, space, packet, family: isIpv6 ? 'ip6' : 'ip', hook: 'output', in: null, out })
  if (verdict === 'stolen') return null
  // `runHook` takes the route away when a table that does so (mangle, chains of type route, NAT) changed what it was found by.
  if (packet.route === null) {
    const route = lookupRoute(space, wayAgain(space, packet, out), trial)
    // The kernel looks it up at once (ip_route_me_harder): where it finds none, filters behind NAT never see the packet.
    if (verdict === 'drop' && errnoOfRoute(route) !== null) {
      trial.losses.pop()
      trial.toSend.splice(sentBefore)
    }
    const refused = verdict === 'drop' && errnoOfRoute(route) === null ? null : takeRoute(trial, space, packet, route)
    if (refused !== null) return refused
  }
  if (verdict === 'drop') return 'EPERM'
  // With its new route, or as NAT has left it (ip_route_me_harder, nf_xfrm_me_harder).
  const after = applyPolicies(trial, space, packet)
  if (after !== 'passes') return errnoOfPolicies(after)
  return finishOutput(trial, space, packet, null, madeFor)
}

/** Gives a packet its route. @returns what the route says when it leads nowhere */
const takeRoute = (trial: Trial, space: Space, packet: Packet, route: Route): Errno | null => {
  packet.route = route
  noteRoute(packet, space, route)
  const refused = errnoOfRoute(route)
  if (refused !== null) loseByRoute(trial, space, packet, route, destinationOf(packet))
  return refused
}
