import type { NetnsId } from '../../collectors/collector.ts'
import type { Container } from '../../collectors/containers/record.ts'
import { isEqual } from '../../collectors/equal.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { recordsOf } from '../indexes/by-namespace.ts'
import { remembered } from '../indexes/remembered.ts'
import type { Part } from './build.ts'
import { changedLinks } from './changed-links.ts'
import { type ChangedRecords, namespacesOf } from './changed-records.ts'
import type { Pair } from './differing.ts'
import { portKey } from './identity.ts'
import { publicationsOf } from './published-ports.ts'

type Sides = readonly [before: Snapshot, after: Snapshot]

/**
 * Chooses, of two looks, the records to be shown so that the difference of the two graphs is that of the whole graphs: all
 * whose nodes or edges may have changed, and the other ends of those edges. Where little changes, that is little.
 */
export const changedPart = (sides: Sides, records: ChangedRecords): readonly [before: Part, after: Part] => {
  if (!hasSameFrame(sides)) return sides
  const links = changedLinks(sides, records)
  const stirred = stirredNamespaces(sides, records)
  const containers = containersAround(sides, records, stirred)
  const namespaces = new Set([...stirred, ...namespacesOf(records.tables)])
  const shown = remembered((all: Snapshot['links']) =>
    recordsOf(all, links.namespaces()).filter(({ netns, ifindex }) => links.has(netns, ifindex)),
  )
  const bridges = new Set<string>()
  for (const { links: all, engine } of sides)
    for (const { netns, name } of shown(all)) {
      namespaces.add(netns)
      if (netns === engine?.netns && name !== undefined) bridges.add(name)
    }
  const networks = new Set(idsOf(records.networks))
  for (const snapshot of sides) {
    for (const { id, netns, endpoints } of snapshot.containers) {
      if (!containers.has(id)) continue
      if (netns !== null) namespaces.add(netns)
      for (const { networkId } of endpoints) networks.add(networkId)
    }
    for (const { id, bridge } of snapshot.networks) if (bridges.has(bridge ?? '')) networks.add(id)
  }
  return mapped(sides, (snapshot) => ({
    namespaces: snapshot.namespaces.filter(({ id }) => namespaces.has(id)),
    links: shown(snapshot.links),
    containers: snapshot.containers.filter(({ id }) => containers.has(id)),
    networks: snapshot.networks.filter(({ id }) => networks.has(id)),
  }))
}

const mapped = <R>([before, after]: Sides, of: (snapshot: Snapshot) => R): [R, R] => [of(before), of(after)]

/** Whether what everything else depends on is the same. */
export const hasSameFrame = (sides: Sides): boolean => isEqual(...mapped(sides, frameOf))

const frameOf = ({ host, engine, namespaces, problems }: Snapshot): unknown => ({
  host: host && [host.hostname, host.kernel, host.os.name, host.bootTime],
  engine: engine?.netns ?? null,
  root: namespaces.find(({ root }) => root)?.id,
  // Where they say that nobody could look, nobody is known to listen or not to.
  problems: problems.filter(({ collector }) => collector === 'sockets').map(({ kind, about }) => `${kind} ${about}`),
})

const idsOf = (pairs: readonly Pair<{ readonly id: string }>[]): readonly string[] =>
  pairs.flatMap((pair) => pair.flatMap((record) => record?.id ?? []))

/** Namespaces that came, went or changed, and those in which others have addresses, sockets or containers than before. */
const stirredNamespaces = (sides: Sides, records: ChangedRecords): ReadonlySet<NetnsId> => {
  const owned = new Set(records.socketOwners.flatMap((pair) => pair.flatMap((owner) => owner?.inode ?? [])))
  const sockets =
    owned.size === 0 ? [] : sides.flatMap((snapshot) => snapshot.sockets.filter(({ inode }) => owned.has(inode)))
  const containers = records.containers.flatMap((pair) => pair.flatMap((container) => container?.netns ?? []))
  return new Set([
    ...idsOf(records.namespaces),
    ...namespacesOf(records.addresses),
    ...namespacesOf(records.sockets),
    ...sockets.map(({ netns }) => netns),
    ...containers,
  ])
}

const containersAround = (
  sides: Sides,
  records: ChangedRecords,
  stirred: ReadonlySet<NetnsId>,
): ReadonlySet<Container['id']> => {
  const changed = new Set(idsOf(records.containers))
  const networks = new Set(idsOf(records.networks))
  const all = sides.flatMap(({ containers }) => containers)
  const ports = new Set(all.flatMap((one) => (changed.has(one.id) ? portsOf(one) : [])))
  const tables = namespacesOf(records.tables)
  const hasNewRules = sides.some(({ engine, namespaces }) =>
    [engine?.netns, namespaces.find(({ root }) => root)?.id].some((netns) => tables.has(netns ?? '')),
  )
  const around = all.filter(
    (one) =>
      changed.has(one.id) ||
      stirred.has(one.netns ?? '') ||
      one.endpoints.some(({ networkId }) => networks.has(networkId)) ||
      // The rule behind a published port is told, and two may publish the same.
      (one.ports.length > 0 && portsOf(one).some((port) => hasNewRules || ports.has(port))),
  )
  return new Set(around.map(({ id }) => id))
}

const portsOf = (container: Container): readonly string[] => publicationsOf(container).map(({ port }) => portKey(port))
