import { runHook } from '../netfilter/run-hook.ts'
import { destinationOf, familyOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import type { Route } from '../routing/route.ts'
import type { Device } from '../scene/device.ts'
import { lose, type Trial } from '../trial.ts'
import { deliver } from './deliver.ts'
import { forward } from './forward.ts'
import { routeIpv4 } from './input-ipv4.ts'
import { isFitForIpv6, routeIpv6 } from './input-ipv6.ts'

/**
 * An IP packet comes in by a device: PREROUTING, and where it goes from there (ip_rcv, ip_rcv_finish of net/ipv4/ip_input.c; ipv6_rcv,
 * ip6_rcv_finish of net/ipv6/ip6_input.c).
 */
export const receiveIp = (trial: Trial, packet: Packet, device: Device): void => {
  const { space } = device
  const isIpv6 = familyOf(packet) === 'ipv6'
  if (packet.packetType === 'otherhost') {
    const mac = packet.link?.destination ?? 'another address'
    lose(trial, {
      reason: 'otherhost',
      space,
      packet,
      device,
      fact: () => `the frame is for ${mac}, not for ${device.name}`,
    })
    return
  }
  if (isIpv6 && !isFitForIpv6(trial, packet, device)) return

  if (isIpv6 && packet.route !== null && device.kind === 'bridge') packet.arrivedAt = ownerOf(packet.route, device)
  // What a namespace sends to itself keeps its route on `lo` (loopback_xmit), unless DNAT takes it elsewhere.
  if (device.kind !== 'loopback') packet.route = null
  const before = destinationOf(packet)
  if (!hasPassedPrerouting(packet, device)) {
    const verdict = runHook({
      trial,
      space,
      packet,
      family: isIpv6 ? 'ip6' : 'ip',
      hook: 'prerouting',
      in: device,
      out: null,
    })
    if (verdict !== 'accept') return
  }
  if (packet.route !== null && destinationOf(packet) === before) {
    // Forwarded to `lo`, it is forwarded again by the same route, until its TTL ends.
    if (packet.route.type === 'unicast') forward(trial, packet, device)
    else deliver(trial, packet, device)
    return
  }
  packet.route = null
  const route = isIpv6 ? routeIpv6(trial, packet, device) : routeIpv4(trial, packet, device)
  if (route === null) return
  packet.route = route
  if (route.type === 'unicast') forward(trial, packet, device)
  else deliver(trial, packet, device)
}

/** What br_netfilter has routed counts as come in by the device of that route (`IP6CB(skb)->iif`, ip6_rcv_core). */
const ownerOf = ({ type, record, device }: Route, bridge: Device): Device =>
  (type === 'local' ? bridge.space.devices.get(record?.outputInterface ?? 0) : device) ?? bridge

/** br_netfilter has asked these rules at the port of the bridge (ip_sabotage_in, net/bridge/br_netfilter_hooks.c). */
const hasPassedPrerouting = (packet: Packet, device: Device): boolean =>
  packet.bridged !== null && device.kind === 'bridge' && packet.bridged.physicalOut === null
