import { sendIcmpError } from '../errors/icmp-error.ts'
import { ipv4Number } from '../packet/address-bytes.ts'
import { destinationOf, sourceOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import { flowOf } from '../routing/flow-of.ts'
import { isLimitedBroadcast, isLoopback, isMulticast, isZeronet } from '../routing/ipv4/number.ts'
import { lookupRoute } from '../routing/lookup.ts'
import type { Route } from '../routing/route.ts'
import { routesLocalnet } from '../routing/settings.ts'
import { validateSource } from '../routing/validate-source.ts'
import type { Device } from '../scene/device.ts'
import { isPardoned, type LossReason, lose, type Trial } from '../trial.ts'
import { type Errno, errnoOfRoute } from './errno.ts'
import { loseByRoute, noteRoute } from './route-notes.ts'
import { forwardsIpv4 } from './settings.ts'

const end = (trial: Trial, packet: Packet, device: Device, reason: LossReason, fact: () => string): null => {
  lose(trial, { reason, space: device.space, packet, device, fact })
  return null
}

/**
 * Where a packet that came in goes: to this host, on, or nowhere (ip_route_input_rcu, ip_route_input_slow, net/ipv4/route.c).
 * @returns null where it ends
 */
export const routeIpv4 = (trial: Trial, packet: Packet, device: Device): Route | null => {
  const { space } = device
  const [source, destination] = [sourceOf(packet), destinationOf(packet)]
  const [from, to] = [ipv4Number(source), ipv4Number(destination)]
  if (isMulticast(to))
    return end(
      trial,
      packet,
      device,
      'not-mine',
      () => `nobody on ${space.title} is known to have joined ${destination}`,
    )
  if (isMulticast(from) || isLimitedBroadcast(from))
    return end(trial, packet, device, 'martian-source', () => `no host has the source ${source}`)

  const flow = flowOf(packet, device)
  if (isLimitedBroadcast(to) || (isZeronet(from) && isZeronet(to)))
    return broadcast(trial, packet, device, { ...lookupRoute(space, flow, trial), type: 'broadcast', device })
  if (isZeronet(from)) return end(trial, packet, device, 'martian-source', () => `the source is ${source}`)
  if (isZeronet(to)) return end(trial, packet, device, 'martian-destination', () => `the destination is ${destination}`)
  if (!routesLocalnet(space, device)) {
    if (isLoopback(to))
      return end(trial, packet, device, 'martian-destination', () => localnet(device, destination, 'to'))
    if (isLoopback(from)) return end(trial, packet, device, 'martian-source', () => localnet(device, source, 'from'))
  }

  const route = lookupRoute(space, flow, trial)
  noteRoute(packet, space, route)
  packet.route = route
  switch (route.type) {
    case 'broadcast':
      return broadcast(trial, packet, device, route)
    case 'local':
      return isValidSource(trial, packet, device, null) ? route : null
    case 'unicast':
      if (!forwardsIpv4(space, device) && !isPardoned(trial, 'forwarding-off', space))
        return notForwarded(trial, packet, device)
      return isValidSource(trial, packet, device, route.device) ? route : null
    case 'multicast':
    case 'anycast':
      return end(trial, packet, device, 'martian-destination', () => `${destination} is ${route.type}`)
    default:
      return refused(trial, packet, device, route)
  }
}

const localnet = (device: Device, address: string, way: 'to' | 'from'): string =>
  `${device.name} takes no packet ${way} ${address} (route_localnet is 0)`

const notForwarded = (trial: Trial, packet: Packet, device: Device): null =>
  end(
    trial,
    packet,
    device,
    'forwarding-off',
    () =>
      `${device.space.title} does not forward what comes in by ${device.name} (net.ipv4.conf.${device.name}.forwarding is 0)`,
  )

const broadcast = (trial: Trial, packet: Packet, device: Device, route: Route): Route | null =>
  isZeronet(ipv4Number(sourceOf(packet))) || isValidSource(trial, packet, device, null) ? route : null

const isValidSource = (trial: Trial, packet: Packet, device: Device, output: Device | null): boolean => {
  const verdict = validateSource(device.space, packet, device, output)
  if (verdict === 'ok' || isPardoned(trial, verdict, device.space)) return true
  const source = sourceOf(packet)
  end(trial, packet, device, verdict, () =>
    verdict === 'reverse-path'
      ? `rp_filter: the way back to ${source} does not lead out of ${device.name}`
      : `${source} comes in by ${device.name}, and is an address of ${device.space.title} itself, or of nobody`,
  )
  return false
}

/** Codes of `destination unreachable` (ip_error, net/ipv4/route.c). */
const codes: Partial<Record<Errno, number>> = { ENETUNREACH: 0, EHOSTUNREACH: 1, EACCES: 13 }

/** A route that refuses, met on the way: the sender is told, but not by a host that does not forward, and not by `blackhole`. */
const refused = (trial: Trial, packet: Packet, device: Device, route: Route): null => {
  const { space } = device
  if (!forwardsIpv4(space, device) && !isPardoned(trial, 'forwarding-off', space))
    return notForwarded(trial, packet, device)
  const code = codes[errnoOfRoute(route) ?? 'EINVAL']
  if (code !== undefined) sendIcmpError(trial, device.space, packet, { type: 3, code })
  loseByRoute(trial, device.space, packet, route, destinationOf(packet))
  return null
}
