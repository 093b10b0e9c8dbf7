import { sendIcmpError } from '../errors/icmp-error.ts'
import { destinationOf, sourceOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import { flowOf } from '../routing/flow-of.ts'
import { isGroup } from '../routing/ipv6/kind.ts'
import { lookupRoute } from '../routing/lookup.ts'
import type { Route } from '../routing/route.ts'
import type { Device } from '../scene/device.ts'
import { type LossReason, lose, type Trial } from '../trial.ts'
import { loseByRoute, noteRoute } from './route-notes.ts'
import { forwardsIpv6, hasIpv6Disabled } from './settings.ts'

/** What is looked at before any rule (ip6_rcv_core, net/ipv6/ip6_input.c). */
export const isFitForIpv6 = (trial: Trial, packet: Packet, device: Device): boolean => {
  const end = (reason: LossReason, fact: () => string): boolean => {
    lose(trial, { reason, space: device.space, packet, device, fact })
    return false
  }
  if (hasIpv6Disabled(device)) return end('ipv6-disabled', () => `IPv6 is off on ${device.name} (disable_ipv6 is 1)`)
  const [source, destination] = [sourceOf(packet), destinationOf(packet)]
  const isLoopbackDevice = device.kind === 'loopback' || device.kind === 'vrf'
  if (!isLoopbackDevice && source === '::1') return end('martian-source', () => `::1 comes in by ${device.name}`)
  if (!isLoopbackDevice && destination === '::1')
    return end('martian-destination', () => `::1 comes in by ${device.name}`)
  if (isGroup(source)) return end('martian-source', () => `no host has the source ${source}`)
  return true
}

/** ip6_route_input with what its routes do (ip6_input, ip6_forward, ip6_pkt_discard, ip6_pkt_prohibit). @returns null where the packet ends */
export const routeIpv6 = (trial: Trial, packet: Packet, device: Device): Route | null => {
  const { space } = device
  const destination = destinationOf(packet)
  const route = lookupRoute(space, flowOf(packet, device), trial)
  packet.route = route
  if (isGroup(destination)) return multicast(trial, packet, device, route)
  noteRoute(packet, space, route)
  switch (route.type) {
    case 'local':
    case 'anycast':
    case 'unicast':
      return route
    default: {
      // The sender is told by hosts that do not forward, too.
      const code = route.type === 'prohibit' ? 1 : 0
      if (route.type !== 'blackhole') sendIcmpError(trial, space, packet, { type: 1, code })
      loseByRoute(trial, space, packet, route, destination)
      return null
    }
  }
}

/** Groups that every host is in (ipv6_chk_mcast_addr): all nodes, those of its own addresses, and all routers where it is one. */
const multicast = (trial: Trial, packet: Packet, device: Device, route: Route): Route | null => {
  const destination = destinationOf(packet)
  const isJoined =
    /^ff0[12]::1$/.test(destination) ||
    destination.startsWith('ff02::1:ff') ||
    (/^ff0[125]::2$/.test(destination) && forwardsIpv6(device.space))
  if (isJoined) return { ...route, type: 'multicast', device }
  lose(trial, {
    reason: 'not-mine',
    space: device.space,
    packet,
    device,
    fact: () => `nobody on ${device.space.title} is known to have joined ${destination}`,
  })
  return null
}
