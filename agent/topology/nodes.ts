import type { NetnsId } from '../../collectors/collector.ts'
import type { LinkRecord } from '../../collectors/links.ts'
import { IFF_LOOPBACK, IFF_UP } from '../../collectors/netlink/messages/link.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { recordsIn } from '../indexes/by-namespace.ts'
import { remembered } from '../indexes/remembered.ts'
import type { Scene } from './build.ts'
import type { NodeOf, Topology } from './graph.ts'
import { containerKey, hostKey, networkKey, portKey, worldKey } from './identity.ts'
import { type Listeners, listenersOf } from './listeners.ts'
import { publishedPorts } from './published-ports.ts'

/** Adds every node of the contract that the snapshot knows of. */
export const addNodes = (graph: Topology, scene: Scene): void => {
  const { snapshot, identities, part } = scene
  const { host, nftables, xtables } = snapshot
  const listeners = listenersOf(snapshot)
  const redirecting = [redirectingIn(nftables), redirectingIn(xtables)]
  graph.addNode(hostKey, {
    kind: 'host',
    hostname: host?.hostname ?? '',
    kernel: host?.kernel ?? '',
    os: host?.os.name ?? '',
    bootTime: host?.bootTime ?? null,
  })
  graph.addNode(worldKey, { kind: 'world' })
  for (const namespace of part.namespaces) {
    const { inode, id, names, pids, root, holder, command = null } = namespace
    graph.mergeNode(identities.netnsKey(id), {
      kind: 'netns',
      inode,
      id,
      names,
      pids,
      command,
      root,
      holder,
      listeners: listeners.ofNamespace(id),
      redirects: redirecting.some((namespaces) => namespaces.has(id)),
    })
  }
  addInterfaces(graph, scene)
  addContainers(graph, scene, listeners)
  for (const network of part.networks)
    graph.mergeNode(networkKey(network.id), {
      kind: 'network',
      id: network.id,
      name: network.name,
      driver: network.driver,
      subnets: network.subnets.map(({ subnet }) => subnet),
      gateway: network.subnets.flatMap(({ gateway }) => (gateway === '' ? [] : [gateway])),
      options: network.options,
      internal: network.internal,
      ipv6: network.ipv6,
    })
  for (const { port } of publishedPorts(part)) graph.mergeNode(portKey(port), { kind: 'port', ...port })
}

/** As those of sidecars and of a swarm's tasks do. */
const redirectingIn = remembered((tables: readonly Table[]): ReadonlySet<NetnsId> => {
  const redirecting = tables.filter(({ chains }) =>
    chains.some(({ base, rules }) => base?.hook === 'prerouting' && rules.length > 0),
  )
  return new Set(redirecting.map(({ netns }) => netns))
})

type Table = Snapshot['nftables'][number] | Snapshot['xtables'][number]

const addContainers = (graph: Topology, { part, identities }: Scene, listeners: Listeners): void => {
  for (const container of part.containers) {
    const { id, name, runtime, image, state, health, networkMode, labels, pid } = container
    graph.mergeNode(containerKey(id), {
      kind: 'container',
      id,
      name,
      runtime,
      image,
      state,
      health,
      networkMode,
      labels,
      project: container.project ?? null,
      service: container.service ?? null,
      pid,
      netns: container.netns === null ? null : identities.netnsKey(container.netns),
      listeners: listeners.ofContainer(container),
    })
  }
}

const addInterfaces = (graph: Topology, { snapshot, identities, part }: Scene): void => {
  for (const link of part.links) {
    const own = (byIfindex(recordsIn(snapshot.addresses, link.netns)).get(link.ifindex) ?? []).map(
      ({ local, address, prefixLength }) => `${local ?? address}/${prefixLength}`,
    )
    graph.mergeNode(identities.interfaceKey(link), interfaceOf(link, own))
  }
}

/** Addresses of one namespace. */
const byIfindex = remembered((addresses: Snapshot['addresses']) => Map.groupBy(addresses, ({ ifindex }) => ifindex))

const interfaceOf = (link: LinkRecord, addresses: readonly string[]): NodeOf<'interface'> => ({
  kind: 'interface',
  name: link.name ?? '',
  ifindex: link.ifindex,
  type: typeOf(link),
  mac: link.address ?? '',
  mtu: link.mtu ?? 0,
  up: (link.flags & IFF_UP) !== 0,
  operState: link.operState ?? 'UNKNOWN',
  addresses,
  counters: link.stats64 ?? {},
  alias: link.alias ?? null,
  altNames: link.altNames ?? [],
  details: detailsOf(link),
})

/** The kind of link as `ip -d link` names it; hardware has none. */
const typeOf = ({ flags, info }: LinkRecord): string => {
  if ((flags & IFF_LOOPBACK) !== 0) return 'loopback'
  const kind = info?.link
  if (kind === undefined) return 'device'
  return kind.kind === 'other' ? kind.name : kind.kind
}

const detailsOf = ({ info }: LinkRecord): { readonly [name: string]: unknown } => {
  const kind = info?.link
  if (kind === undefined || kind.kind === 'other' || !('data' in kind) || kind.data === undefined) return {}
  const { unknown: _, ...details } = kind.data
  return details
}
