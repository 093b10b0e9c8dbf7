import { sendIcmpError } from '../errors/icmp-error.ts'
import { applyPolicies, passesPolicies } from '../ipsec/check.ts'
import { isProxied } from '../neighbours/recorded.ts'
import { runHook } from '../netfilter/run-hook.ts'
import {
  destinationOf,
  familyOf,
  icmpTypeOf,
  lengthOf,
  mustNotFragment,
  sourceOf,
  tosOf,
  ttlOf,
} from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import { setTtl } from '../packet/rewrite.ts'
import { isLinkLocal } from '../routing/ipv6/kind.ts'
import type { Device } from '../scene/device.ts'
import { isPardoned, type LossReason, lose, type Trial } from '../trial.ts'
import { deliver } from './deliver.ts'
import { finishOutput, mtuOf } from './finish-output.ts'
import { forwardsIpv6 } from './settings.ts'

/** rt_tos2priority (include/net/route.h), by the bits of the class that it looks at. */
const priorities = [0, 2, 6, 4]

/** The smallest MTU that IPv6 knows (IPV6_MIN_MTU). */
const leastIpv6Mtu = 1280

/** A packet goes on by its route (ip_forward, net/ipv4/ip_forward.c; ip6_forward, net/ipv6/ip6_output.c). */
export const forward = (trial: Trial, packet: Packet, device: Device): void => {
  const { space } = device
  const isIpv6 = familyOf(packet) === 'ipv6'
  const end = (reason: LossReason, fact: () => string): void => lose(trial, { reason, space, packet, device, fact })

  if (isIpv6 && !forwardsIpv6(space) && !isPardoned(trial, 'forwarding-off', space)) {
    end('forwarding-off', () => `${space.title} does not forward IPv6 (net.ipv6.conf.all.forwarding is 0)`)
    return
  }
  if (packet.packetType !== 'host') {
    end('otherhost', () => `the frame was for many (${packet.packetType}), which is not forwarded`)
    return
  }
  if (!passesPolicies(trial, packet, device, 'fwd')) return
  if (ttlOf(packet) <= 1) {
    sendIcmpError(trial, space, packet, isIpv6 ? { type: 3, code: 0 } : { type: 11, code: 0 })
    end('ttl-exceeded', () => `its TTL is ${ttlOf(packet)}`)
    return
  }
  if (isIpv6 && isForProxy(packet, device)) {
    deliver(trial, packet, device)
    return
  }
  // xfrm4_route_forward, xfrm6_route_forward
  if (applyPolicies(trial, space, packet) !== 'passes') return
  if (isIpv6 && !mayForwardFrom(trial, packet, device)) return

  const out = packet.route?.device ?? null
  if (packet.route === null || out === null) {
    end('no-route', () => 'its route has no interface')
    return
  }
  const mtu = isIpv6 ? Math.max(leastIpv6Mtu, mtuOf(packet.route, out)) : mtuOf(packet.route, out)
  if (lengthOf(packet) > mtu && mustNotFragment(packet)) {
    sendIcmpError(trial, space, packet, isIpv6 ? { type: 2, code: 0, mtu } : { type: 3, code: 4, mtu })
    end(
      'too-big',
      () => `${lengthOf(packet)} bytes do not fit into the MTU ${mtu} of ${out.name}, and must not be fragmented`,
    )
    return
  }
  setTtl(packet, ttlOf(packet) - 1)
  if (!isIpv6) packet.priority = priorities[(tosOf(packet) >> 3) & 3] ?? 0
  // From here on its TTL ends a loop, which the kernel tells the sender.
  packet.hops = 0
  const verdict = runHook({ trial, space, packet, family: isIpv6 ? 'ip6' : 'ip', hook: 'forward', in: device, out })
  if (verdict === 'accept') finishOutput(trial, space, packet, device)
}

/** It is for an address that this host answers for: only neighbour discovery is taken (ip6_forward_proxy_check). */
const isForProxy = (packet: Packet, device: Device): boolean => {
  if ((device.space.sysctl('net.ipv6.conf.all.proxy_ndp') ?? 0) === 0) return false
  const type = icmpTypeOf(packet)
  return type >= 133 && type <= 137 && isProxied(device, destinationOf(packet))
}

/** Link-local sources do not leave their link; back out of the same device the kernel only sends a redirect. */
const mayForwardFrom = (trial: Trial, packet: Packet, device: Device): boolean => {
  if (packet.route?.device === (packet.arrivedAt ?? device)) return true
  const source = sourceOf(packet)
  const { space } = device
  if (source === '::' || source === '::1') {
    lose(trial, { reason: 'martian-source', space, packet, device, fact: () => `${source} is no source to forward` })
    return false
  }
  if (!isLinkLocal(source)) return true
  sendIcmpError(trial, space, packet, { type: 1, code: 2 })
  lose(trial, {
    reason: 'martian-source',
    space,
    packet,
    device,
    fact: () => `${source} is an address of one link only`,
  })
  return false
}
