import type { Batch } from './configure.ts'
import { bareAddress, nthAddress } from './subnet.ts'

export type BridgeSpec = {
  readonly name: string
  readonly subnet: string
  readonly ipv6?: string | undefined
}

export type ContainerSpec = {
  readonly name: string
  /** Names of bridges: `eth0` goes to the first, and so does the default route. None: only `lo`. */
  readonly networks: readonly string[]
}

export type PlainHostSpec = {
  readonly name: string
  readonly bridges: readonly BridgeSpec[]
  readonly containers: readonly ContainerSpec[]
  /** Adds a namespace "outside", joined by a veth pair, and a default route to it. Nothing lies beyond. */
  readonly uplink?: boolean | undefined
}

/** An interface of a container and its other end. */
export type Nic = {
  readonly ifname: string
  readonly ifindex: number
  readonly bridge: string
  /** With prefix length; IPv4 first. */
  readonly addresses: readonly string[]
  /** The end on the host. */
  readonly peer: { readonly ifname: string; readonly ifindex: number }
}

type Wire = { readonly bridge: BridgeSpec; readonly nic: Nic }
type PlannedContainer = { readonly name: string; readonly netns: string; readonly wires: readonly Wire[] }
export type PlainPlan = { readonly batches: readonly Batch[]; readonly containers: readonly PlannedContainer[] }

/**
 * What a plain host is made of, as commands. Interface indexes collide on purpose: `eth0` is 2 in every container, as the first
 * bridge is on the host; on the host bridges and veths are numbered on, so that a veth's number is some other container's `ethN`.
 */
export const planPlainHost = (spec: PlainHostSpec, nameOf: (container?: string) => string): PlainPlan => {
  const bridges = new Map(spec.bridges.map((bridge) => [bridge.name, { ...bridge, members: 1 }]))
  let nextIndex = 2 + spec.bridges.length
  const connect = (container: string, network: string, at: number): Wire => {
    const bridge = bridges.get(network)
    if (!bridge) throw new Error(`The lab's container ${container} is on ${network}, but its host has no such bridge.`)
    bridge.members += 1
    const subnets = bridge.ipv6 === undefined ? [bridge.subnet] : [bridge.subnet, bridge.ipv6]
    const nic: Nic = {
      ifname: `eth${at}`,
      ifindex: 2 + at,
      bridge: network,
      addresses: subnets.map((subnet) => nthAddress(subnet, bridge.members)),
      peer: { ifname: hostEnd(container, at), ifindex: nextIndex++ },
    }
    return { bridge, nic }
  }
  const containers = spec.containers.map(({ name, networks }) => ({
    name,
    netns: nameOf(name),
    wires: networks.map((network, at) => connect(name, network, at)),
  }))
  return { containers, batches: [hostBatch(spec, containers, nameOf()), ...containers.map(containerBatch)] }
}

/** `va-0` is the host's end of container a's `eth0`. A name of an interface has 15 bytes: a long one is cut in front. */
const hostEnd = (container: string, at: number): string => `v${`${container}-${at}`.slice(-14)}`

const hostBatch = (spec: PlainHostSpec, containers: readonly PlannedContainer[], netns: string): Batch => ({
  netns,
  sysctls: { 'net/ipv4/ip_forward': '1', ...(usesIpv6(spec) && { 'net/ipv6/conf/all/forwarding': '1' }) },
  lines: [
    'link set lo up',
    ...spec.bridges.flatMap(({ name, subnet, ipv6 }, at) => [
      `link add name ${name} index ${2 + at} up type bridge`,
      `addr add ${nthAddress(subnet, 1)} dev ${name}`,
      ...(ipv6 === undefined ? [] : [`addr add ${nthAddress(ipv6, 1)} dev ${name} nodad`]),
    ]),
    ...containers.flatMap((container) => container.wires.map(({ nic }) => wireLine(nic, container.netns))),
  ],
})

export const usesIpv6 = (spec: PlainHostSpec): boolean => spec.bridges.some(({ ipv6 }) => ipv6 !== undefined)

const wireLine = ({ ifname, ifindex, bridge, peer }: Nic, netns: string): string =>
  `link add name ${peer.ifname} index ${peer.ifindex} master ${bridge} up type veth peer name ${ifname} index ${ifindex} netns ${netns}`

const withoutIpv6 = { 'net/ipv6/conf/all/disable_ipv6': '1', 'net/ipv6/conf/default/disable_ipv6': '1' }

/**
 * As Docker does, IPv6 is off where no network has it; otherwise each container greets all others by multicast, which takes
 * most of the time where they are a thousand.
 */
const containerBatch = ({ netns, wires }: PlannedContainer): Batch => ({
  netns,
  sysctls: wires.some(({ bridge }) => bridge.ipv6 !== undefined) ? {} : withoutIpv6,
  lines: [
    'link set lo up',
    ...wires.flatMap(({ nic }) => [
      `link set ${nic.ifname} up`,
      ...nic.addresses.map(
        (address) => `addr add ${address} dev ${nic.ifname}${address.includes(':') ? ' nodad' : ''}`,
      ),
    ]),
    ...wires
      .slice(0, 1)
      .flatMap(({ bridge }) => [
        `route add default via ${bareAddress(nthAddress(bridge.subnet, 1))}`,
        ...(bridge.ipv6 === undefined ? [] : [`route add default via ${bareAddress(nthAddress(bridge.ipv6, 1))}`]),
      ]),
  ],
})
