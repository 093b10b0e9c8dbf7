import type { HookVerdict } from '../../netfilter/context.ts'
import { runHook } from '../../netfilter/run-hook.ts'
import { destinationOf, familyOf, mustNotFragment } from '../../packet/fields.ts'
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6, type Packet } from '../../packet/packet.ts'
import { flowOf } from '../../routing/flow-of.ts'
import { lookupRoute } from '../../routing/lookup.ts'
import { lose } from '../../trial.ts'
import type { Bridge, Port } from './bridge.ts'
import type { Frame } from './frame.ts'

/** NF_BR_PRI_BRNF, linux/netfilter_bridge.h, is 0: where among the bridge's own hooks those of IP come. */
export const beforeIp = { below: 1 } as const
export const afterIp = { above: 0 } as const

type Table = 'iptables' | 'ip6tables' | 'arptables'
const options = { iptables: 'callIptables', ip6tables: 'callIp6tables', arptables: 'callArptables' } as const

/** Whether br_netfilter shows the frames of a bridge to the hooks of that protocol; without the module there is no sysctl. */
const calls = ({ device, settings }: Bridge, table: Table): boolean => {
  const byDefault = device.space.sysctl(`net.bridge.bridge-nf-call-${table}`)
  return byDefault !== undefined && (byDefault !== 0 || settings[options[table]] === true)
}

/** A frame with a tag is none of IP (bridge-nf-filter-vlan-tagged is 0 by default). */
const ipFamilyOf = ({ vlan, etherType }: Packet): 'ip' | 'ip6' | null => {
  if (vlan !== null) return null
  if (etherType === ETH_P_IP) return 'ip'
  return etherType === ETH_P_IPV6 ? 'ip6' : null
}

/** What comes after the hooks of IP: on with the bridge, up to the own host for routing, or over the neighbour of a changed destination. */
export type AfterPrerouting = 'drop' | 'bridged' | { readonly neighbour: string }

/** br_nf_pre_routing and br_nf_pre_routing_finish, net/bridge/br_netfilter_hooks.c, and their IPv6 twins. */
export const bridgedPrerouting = ({ trial, packet, bridge }: Frame, input: Port): AfterPrerouting => {
  packet.bridged = null
  packet.route = null
  const family = ipFamilyOf(packet)
  if (family === null || !calls(bridge, family === 'ip' ? 'iptables' : 'ip6tables')) return 'bridged'
  const { device } = bridge
  const { space } = device
  const before = destinationOf(packet)
  const wasForOthers = packet.packetType === 'otherhost'
  if (wasForOthers) packet.packetType = 'host'
  packet.bridged = { physicalIn: input.device, physicalOut: null }
  const verdict = runHook({ trial, space, packet, family, hook: 'prerouting', in: device, out: null })
  if (verdict !== 'accept') return 'drop'
  if (wasForOthers) packet.packetType = 'otherhost'
  if (destinationOf(packet) === before) return 'bridged'
  return afterChangedDestination(trial, packet, bridge)
}

/**
 * Behind a changed destination: bridged to the neighbour that has it if it is on the same bridge, else for the own host to route. What
 * IPv4 does not forward is the host's, too, which drops it there (ip_error).
 */
const afterChangedDestination = (trial: Frame['trial'], packet: Packet, { device }: Bridge): AfterPrerouting => {
  const { space } = device
  const isIpv6 = familyOf(packet) === 'ipv6'
  const route = lookupRoute(space, flowOf(packet, device), trial)
  packet.route = route
  const forwards = isIpv6 || (device.record.protocols?.ipv4?.settings?.forwarding ?? 0) !== 0
  if (route.type === 'unicast' && route.device === device && forwards)
    return { neighbour: route.gateway ?? destinationOf(packet) }
  if (isIpv6 && route.device === null) {
    lose(trial, {
      reason: 'no-route',
      space,
      packet,
      device,
      fact: () => `there is no way on to ${destinationOf(packet)}, which the destination was changed to`,
    })
    return 'drop'
  }
  if (packet.link !== null && device.mac !== null) packet.link.destination = device.mac
  packet.packetType = 'host'
  return 'bridged'
}

/** br_nf_forward_ip and br_nf_forward_arp: the hooks between two ports. */
export const bridgedForward = ({ trial, packet, bridge, input }: Frame, port: Port): HookVerdict => {
  const { device } = bridge
  const { space } = device
  if (packet.etherType === ETH_P_ARP) {
    if (packet.vlan !== null || !calls(bridge, 'arptables')) return 'accept'
    return runHook({
      trial,
      space,
      packet,
      family: 'arp',
      hook: 'forward',
      in: input?.device ?? null,
      out: port.device,
    })
  }
  const family = ipFamilyOf(packet)
  if (packet.bridged === null || family === null) return 'accept'
  packet.bridged.physicalOut = port.device
  return withOwnType(packet, () => runHook({ trial, space, packet, family, hook: 'forward', in: device, out: device }))
}

/** br_nf_post_routing and br_nf_dev_queue_xmit; only frames that were shown to FORWARD. */
export const bridgedPostrouting = ({ trial, packet, bridge }: Frame, port: Port): HookVerdict => {
  const family = ipFamilyOf(packet)
  const { device } = bridge
  const { space } = device
  if (!packet.bridged?.physicalOut || family === null) return 'accept'
  const verdict = withOwnType(packet, () =>
    runHook({ trial, space, packet, family, hook: 'postrouting', in: null, out: device }),
  )
  if (verdict !== 'accept') return verdict
  packet.bridged = null
  if (packet.bytes.length <= port.device.mtu || !mustNotFragment(packet)) return 'accept'
  lose(trial, {
    reason: 'frame-too-big',
    space,
    packet,
    device: port.device,
    fact: () =>
      `a packet of ${packet.bytes.length} bytes does not fit into the MTU ${port.device.mtu} of ${port.device.name}`,
  })
  return 'drop'
}

/** The hooks of IP see all frames as their own (pkt_otherhost). */
const withOwnType = (packet: Packet, run: () => HookVerdict): HookVerdict => {
  const { packetType } = packet
  if (packetType === 'otherhost') packet.packetType = 'host'
  const verdict = run()
  if (packetType === 'otherhost') packet.packetType = packetType
  return verdict
}
