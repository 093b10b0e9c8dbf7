import type { Snapshot } from '../../collectors/snapshot.ts'
import { eachNamespace } from '../indexes/by-namespace.ts'
import type { ChangedRecords } from './changed-records.ts'
import { defaultRoutesOf } from './default-routes.ts'
import { identitiesOf } from './identity.ts'
import { leadsIn } from './leads.ts'
import { Places } from './places.ts'

type Sides = readonly Snapshot[]

/**
 * The interfaces whose nodes or edges may have changed, and those at the other ends of these edges. An edge is there when both
 * its ends are: who points at an interface that came or went is concerned by that, too.
 */
export const changedLinks = (sides: Sides, records: ChangedRecords): Places => {
  const changed = new Places()
  const cameOrWent = new Places()
  for (const [before, after] of records.links) {
    const link = after ?? before
    if (link === undefined) continue
    changed.add(link.netns, link.ifindex)
    if (before === undefined || after === undefined) cameOrWent.add(link.netns, link.ifindex)
  }
  for (const snapshot of sides) {
    const identities = identitiesOf(snapshot)
    // Their keys bear the inode.
    for (const [before, after] of records.namespaces)
      if (before?.inode !== after?.inode)
        for (const { netns, ifindex } of identities.linksOf(before?.id ?? after?.id ?? '')) {
          changed.add(netns, ifindex)
          cameOrWent.add(netns, ifindex)
        }
    const bridges = new Set(records.networks.flatMap((pair) => pair.flatMap((network) => network?.bridge ?? [])))
    if (bridges.size > 0)
      for (const link of identities.linksOf(snapshot.engine?.netns ?? ''))
        if (bridges.has(link.name ?? '')) changed.add(link.netns, link.ifindex)
  }
  for (const pair of [...records.addresses, ...records.bridgeVlans])
    for (const record of pair) if (record !== undefined) changed.add(record.netns, record.ifindex)
  addRouted(changed, sides, records)
  return withEnds(sides, changed, cameOrWent)
}

/** Those whose default routes changed, and those whose gateway is an address that came or went elsewhere. */
const addRouted = (changed: Places, sides: Sides, { routes, nexthops, addresses }: ChangedRecords): void => {
  for (const record of [...routes, ...nexthops].flat()) {
    if (record?.outputInterface !== undefined) changed.add(record.netns, record.outputInterface)
    for (const hop of (record !== undefined && 'multipath' in record ? record.multipath : undefined) ?? [])
      if (record !== undefined) changed.add(record.netns, hop.ifindex)
  }
  const moved = new Set(addresses.flatMap((pair) => pair.flatMap((record) => record?.local ?? record?.address ?? [])))
  const named = new Set(nexthops.flatMap((pair) => pair.map((record) => `${record?.netns} ${record?.id}`)))
  if (moved.size === 0 && named.size === 0 && routes.every((pair) => pair.every((one) => one?.nexthopId === undefined)))
    return
  for (const snapshot of sides)
    for (const { netns, gateway, outputInterface, nexthopId, multipath = [] } of defaultRoutesOf(snapshot)) {
      // As nearly all of them.
      if (nexthopId === undefined && multipath.length === 0 && !moved.has(gateway ?? '')) continue
      const object =
        nexthopId === undefined
          ? undefined
          : snapshot.nexthops.find((one) => one.netns === netns && one.id === nexthopId)
      const isNamed = named.has(`${netns} ${nexthopId}`)
      const hops = [
        { ifindex: outputInterface, gateway },
        { ifindex: object?.outputInterface, gateway: object?.gateway },
        ...multipath.map((hop) => ({ ifindex: hop.ifindex, gateway: hop.gateway ?? hop.via?.address })),
      ]
      for (const hop of hops)
        if (hop.ifindex !== undefined && (isNamed || nexthopId !== undefined || moved.has(hop.gateway ?? '')))
          changed.add(netns, hop.ifindex)
    }
}

const withEnds = (sides: Sides, changed: Places, cameOrWent: Places): Places => {
  const shown = new Places()
  const unknown = new Places()
  const lists = new Set(sides.map(({ links }) => links))
  const all = [...lists].flatMap((links) => [...eachNamespace(links)])
  for (const [netns, links] of all)
    for (const { ifindex, linkNetns } of leadsIn(links)) if (linkNetns === null) unknown.add(netns, ifindex)
  for (const [netns, links] of all) {
    const near = changed.in(netns)
    for (const { ifindex, master, link, linkNetns } of leadsIn(links)) {
      const far = linkNetns === netns ? near : changed.in(linkNetns)
      const isChanged = near?.has(ifindex) === true
      const concerns =
        isChanged ||
        // Whose peer it is, is found out among those that claim to be.
        linkNetns === null ||
        (link !== undefined && far?.has(link) === true) ||
        (!unknown.isEmpty && unknown.has(linkNetns, link)) ||
        (!cameOrWent.isEmpty && cameOrWent.has(netns, master))
      if (concerns) shown.add(netns, ifindex)
      if (!isChanged) continue
      if (master !== undefined) shown.add(netns, master)
      if (typeof linkNetns === 'string' && link !== undefined) shown.add(linkNetns, link)
    }
  }
  return shown
}
