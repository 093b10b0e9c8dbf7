import { runHook } from '../netfilter/run-hook.ts'
import { destinationOf, familyOf, sourceOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import { addressTypeOf } from '../routing/address-type.ts'
import { flowOf } from '../routing/flow-of.ts'
import { lookupRoute } from '../routing/lookup.ts'
import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import { type Errno, errnoOfRoute } from './errno.ts'
import { finishOutput } from './finish-output.ts'
import { loseByRoute, noteRoute } from './route-notes.ts'

/**
 * Sends a packet of this namespace: its route (unless its socket has found one, `packet.route`), OUTPUT, another route where rules
 * changed what it depends on, POSTROUTING, and the neighbour (ip_queue_xmit, __ip_local_out, dst_output; ip6_xmit).
 * @returns the error that the system call gives; TCP's connect() does not tell it (tcp_connect, net/ipv4/tcp_output.c)
 */
export const sendLocal = (trial: Trial, space: Space, packet: Packet): Errno | null => {
  packet.packetType = 'host'
  const error = findRoute(trial, space, packet)
  if (error !== null) return error

  const isIpv6 = familyOf(packet) === 'ipv6'
  const out = packet.route?.device ?? null
  const verdict = runHook({ trial, space, packet, family: isIpv6 ? 'ip6' : 'ip', hook: 'output', in: null, out })
  if (verdict === 'drop') return 'EPERM'
  if (verdict === 'stolen') return null
  if (packet.route === null) {
    const refused = routeAgain(trial, space, packet)
    if (refused !== null) return refused
  }
  return finishOutput(trial, space, packet, null)
}

const findRoute = (trial: Trial, space: Space, packet: Packet): Errno | null => {
  const route = packet.route ?? lookupRoute(space, flowOf(packet, null), trial)
  packet.route = route
  noteRoute(packet, space, route)
  const refused = errnoOfRoute(route)
  if (refused !== null) {
    loseByRoute(trial, space, packet, route, destinationOf(packet))
    return refused
  }
  return null
}

/**
 * A route for what the packet has become in OUTPUT (ip_route_me_harder, net/ipv4/netfilter.c; ip6_route_me_harder). `runHook`
 * takes the route away when a table that does so (mangle, chains of type route, NAT) changed addresses, mark or TOS.
 */
const routeAgain = (trial: Trial, space: Space, packet: Packet): Errno | null => {
  const flow = flowOf(packet, null)
  const isOurs = isOwn(space, packet)
  // Neither function tells ports or protocol.
  const route = lookupRoute(
    space,
    { ...flow, source: isOurs ? flow.source : null, anySource: isOurs, protocol: 0, sourcePort: 0, destinationPort: 0 },
    trial,
  )
  packet.route = route
  noteRoute(packet, space, route)
  const refused = errnoOfRoute(route)
  if (refused === null) return null
  loseByRoute(trial, space, packet, route, destinationOf(packet))
  return refused
}

/** Others' addresses come from resets that rules send. IPv6 takes the source as it is. */
const isOwn = (space: Space, packet: Packet): boolean => {
  if (familyOf(packet) === 'ipv6') return true
  const type = addressTypeOf(space, sourceOf(packet))
  return type === 'local' || type === 'unicast'
}
