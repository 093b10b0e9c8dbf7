import type { XfrmPolicy } from '../../../collectors/netlink/messages/xfrm-policy.ts'
import { type Errno, errnoOfRoute } from '../ip/errno.ts'
import { loseByRoute, noteRoute } from '../ip/route-notes.ts'
import { loseByPolicy, policyAgainst } from '../ipsec/check.ts'
import type { Traffic } from '../ipsec/traffic.ts'
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, type Packet, type Sender } from '../packet/packet.ts'
import { addressTypeOf } from '../routing/address-type.ts'
import { RT_SCOPE_HOST } from '../routing/constants.ts'
import { isGroup, isLinkLocal } from '../routing/ipv6/kind.ts'
import { lookupRoute } from '../routing/lookup.ts'
import type { Flow, Route } from '../routing/route.ts'
import { selectSource } from '../routing/source-address.ts'
import type { Space } from '../scene/space.ts'
import { addSocket } from '../sockets/of-walk.ts'
import type { Trial } from '../trial.ts'
import type { Probe } from './exchange.ts'

/** The socket that asks, after its connect(). Its namespace is null beyond the uplink. */
export interface Client {
  readonly space: Space | null
  readonly source: string
  /** Of ICMP the identifier. */
  readonly sourcePort: number
  readonly destination: string
  readonly port: number
  /** ifindex of SO_BINDTODEVICE; 0: none. */
  readonly device: number
  readonly sender: Sender
  /** What connect() found; null: each packet is routed by itself. */
  readonly route: Route | null
}

/** connect() fails. `route`: the one that refuses, or null where it is something else. */
export interface Refusal {
  readonly errno: Errno
  readonly route: Route | null
  /** The IPsec policy that blocks. */
  readonly policy?: XfrmPolicy
  /** The destination where a route refuses, else what is wrong. */
  readonly fact: string
}

/** The first of the ports that Linux takes for those who do not choose (`ip_local_port_range`) is 32768. */
const usualPort = 40_000

const protocols = { tcp: IPPROTO_TCP, udp: IPPROTO_UDP, icmp: IPPROTO_ICMP } as const

/**
 * The socket of a probe: where it is bound, and what its connect() finds (tcp_v4_connect, net/ipv4/tcp_ipv4.c; __ip4_datagram_connect,
 * net/ipv4/datagram.c; tcp_v6_connect; ip6_datagram_dst_update).
 */
export const openClient = (trial: Trial, probe: Probe): Client | Refusal => {
  const { protocol, device = 0, sourcePort = usualPort, port = 0 } = probe
  const isIpv6 = probe.destination.includes(':')
  const sender: Sender = { uid: 0, gid: 0, device, kernel: false }
  const space = probe.from === null ? null : trial.scene.space(probe.from)
  if (space === undefined)
    return { errno: 'ENETUNREACH', route: null, fact: `the namespace ${probe.from} is not in the snapshot` }
  if (space === null) {
    const { source = isIpv6 ? '2001:db8:ffff::77' : '198.51.100.77', destination } = probe
    return { space, source, sourcePort, destination, port, device, sender, route: null }
  }
  const bound = probe.source ?? null
  const refused = bound === null ? null : mayBind(space, bound, device)
  if (refused !== null) return refused

  const destination = destinationOfConnect(space, probe.destination, bound, device)
  const unnamed = mayName(probe, destination)
  if (unnamed !== null) return unnamed
  const flow: Flow = {
    family: isIpv6 ? 'ipv6' : 'ipv4',
    destination,
    source: bound,
    mark: 0,
    protocol: isIpv6 && protocol === 'icmp' ? IPPROTO_ICMPV6 : protocols[protocol],
    sourcePort: protocol === 'icmp' ? 0 : sourcePort,
    destinationPort: port,
    tos: 0,
    uid: 0,
    input: null,
    output: device,
    isBound: device !== 0,
  }
  const found = isIpv6 ? connectIpv6(trial, space, flow) : connectIpv4(trial, space, flow)
  if ('errno' in found) return found
  const { route, source } = found
  const many = mayReachMany(protocol, route, destination)
  if (many !== null) return many
  const traffic: Traffic = { ...flow, source, output: route.device?.ifindex ?? 0 }
  // A raw socket asks with its message (raw_sendmsg).
  const policy = protocol === 'icmp' ? null : policyAgainst(trial, space, route.device, () => traffic)
  if (policy !== null) return { errno: 'EPERM', route: null, policy, fact: destination }
  if (protocol !== 'icmp')
    addSocket(trial, space, { protocol, local: source, localPort: sourcePort, remote: destination, remotePort: port })
  return { space, source, sourcePort, destination, port, device, sender, route }
}

const withoutInterface = (address: string): Refusal => ({
  errno: 'EINVAL',
  route: null,
  fact: `${address} is an address of one link, and no interface is chosen`,
})

/** __ipv6_addr_needs_scope_id, net/ipv6.h: an address of one link is not enough; TCP goes to no group at all. */
const mayName = ({ protocol, device = 0 }: Probe, destination: string): Refusal | null => {
  if (protocol === 'tcp' && isGroup(destination))
    return { errno: 'ENETUNREACH', route: null, fact: `${destination} is for many hosts` }
  const needsInterface = isLinkLocal(destination) || /^ff[0-9a-f][12]:/.test(destination)
  return needsInterface && device === 0 ? withoutInterface(destination) : null
}

/** inet_bind, net/ipv4/af_inet.c; inet6_bind */
const mayBind = (space: Space, source: string, device: number): Refusal | null => {
  if (device === 0 && isLinkLocal(source)) return withoutInterface(source)
  const type = addressTypeOf(space, source)
  const isIpv4 = !source.includes(':')
  if (type === 'local' || type === 'unspecified' || type === 'anycast') return null
  if (isIpv4 && (type === 'broadcast' || type === 'multicast')) return null
  if (space.sysctl('net.ipv4.ip_nonlocal_bind') === 1 && isIpv4) return null
  return { errno: 'EADDRNOTAVAIL', route: null, fact: `${space.title} does not have the address ${source}` }
}

/** Connecting to no address means this host, by the address of the device where it is bound to one (ip_route_output_key_hash_rcu). */
const destinationOfConnect = (space: Space, destination: string, bound: string | null, ifindex: number): string => {
  if (destination === '::') return '::1'
  if (destination !== '0.0.0.0') return destination
  const device = space.devices.get(ifindex)
  const own = device === undefined ? null : selectSource(space, device, destination, RT_SCOPE_HOST)
  return bound ?? own ?? '127.0.0.1'
}

type Connected = { readonly route: Route; readonly source: string }

const refusedBy = (space: Space, route: Route, destination: string): Refusal | null => {
  const errno = errnoOfRoute(route)
  if (errno !== 'EADDRNOTAVAIL') return errno === null ? null : { errno, route, fact: destination }
  return { errno, route: null, fact: `${space.title} has no address from which ${destination} could be asked` }
}

/**
 * ip_route_connect, net/route.h: looks twice, the second time with the source that the first look gave. A raw socket looks once
 * (raw_sendmsg, net/ipv4/raw.c).
 */
const connectIpv4 = (trial: Trial, space: Space, flow: Flow): Connected | Refusal => {
  let { source } = flow
  if (source === null) {
    const first = lookupRoute(space, flow, trial)
    const refused = refusedBy(space, first, flow.destination)
    if (refused !== null) return refused
    source = first.source ?? '0.0.0.0'
    if (flow.protocol === IPPROTO_ICMP) return { route: first, source }
  }
  const route = lookupRoute(space, { ...flow, source: source === '0.0.0.0' ? null : source }, trial)
  return refusedBy(space, route, flow.destination) ?? { route, source }
}

const connectIpv6 = (trial: Trial, space: Space, flow: Flow): Connected | Refusal => {
  const route = lookupRoute(space, flow, trial)
  return refusedBy(space, route, flow.destination) ?? { route, source: flow.source ?? route.source ?? '::' }
}

/** TCP goes to one host only; others need SO_BROADCAST. */
const mayReachMany = (protocol: Probe['protocol'], route: Route, destination: string): Refusal | null => {
  const fact = `${destination} is for many hosts`
  const isMany = route.type === 'broadcast' || route.type === 'multicast'
  if (protocol === 'tcp' && isMany) return { errno: 'ENETUNREACH', route: null, fact }
  return route.type === 'broadcast' ? { errno: 'EACCES', route: null, fact } : null
}

/** Writes down what a refused connect() met, on a packet that was never sent. */
export const loseUnsent = (
  trial: Trial,
  space: Space,
  packet: Packet,
  { route, fact, errno, policy }: Refusal,
): void => {
  if (policy !== undefined) {
    loseByPolicy(trial, space, packet, policy)
    return
  }
  if (route !== null) {
    noteRoute(packet, space, route)
    loseByRoute(trial, space, packet, route, fact)
  } else
    trial.losses.push({
      reason: errno === 'ENETUNREACH' ? 'no-route' : 'no-source-address',
      space,
      packet,
      fact: () => fact,
    })
}
