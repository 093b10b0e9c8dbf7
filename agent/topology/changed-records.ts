import type { NetnsId } from '../../collectors/collector.ts'
import type { Container, Network } from '../../collectors/containers/record.ts'
import type { Dumped } from '../../collectors/dumped.ts'
import { isEqual, isEqualIn } from '../../collectors/equal.ts'
import type { LinkRecord } from '../../collectors/links.ts'
import type { Namespace } from '../../collectors/namespaces/record.ts'
import type { Address } from '../../collectors/netlink/messages/address.ts'
import type { Route } from '../../collectors/netlink/messages/route.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import type { SocketRecord } from '../../collectors/sockets/record.ts'
import { defaultRoutesOf } from './default-routes.ts'
import { differing, type Pair, type Telling } from './differing.ts'
import { lastingDetails } from './lasting.ts'

/** A table of rules of either kind. */
type Table = Snapshot['nftables'][number] | Snapshot['xtables'][number]

/** The records behind the graph that are not what they were. */
export interface ChangedRecords {
  readonly namespaces: readonly Pair<Namespace>[]
  readonly links: readonly Pair<LinkRecord>[]
  readonly addresses: readonly Pair<Dumped<Address>>[]
  /** Default routes only. */
  readonly routes: readonly Pair<Dumped<Route>>[]
  readonly nexthops: readonly Pair<Snapshot['nexthops'][number]>[]
  readonly bridgeVlans: readonly Pair<Snapshot['bridgeVlans'][number]>[]
  readonly containers: readonly Pair<Container>[]
  readonly networks: readonly Pair<Network>[]
  /** Of namespaces whose tables are not the same objects. */
  readonly tables: readonly Pair<Table>[]
  /** Not the same objects, either. */
  readonly ipsets: readonly Pair<Snapshot['ipsets'][number]>[]
  /** Listening ones. */
  readonly sockets: readonly Pair<SocketRecord>[]
  readonly socketOwners: readonly Pair<Snapshot['socketOwners'][number]>[]
}

export const changedRecords = (before: Snapshot, after: Snapshot): ChangedRecords => ({
  namespaces: differing(before.namespaces, after.namespaces, namespaces),
  links: differing(before.links, after.links, links),
  addresses: differing(before.addresses, after.addresses, addresses),
  routes: differing(defaultRoutesOf(before), defaultRoutesOf(after), routes),
  nexthops: differing(before.nexthops, after.nexthops, nexthops),
  bridgeVlans: differing(before.bridgeVlans, after.bridgeVlans, bridgeVlans),
  containers: differing(before.containers, after.containers, containers),
  networks: differing(before.networks, after.networks, networks),
  tables: [
    ...differing<Table>(before.nftables, after.nftables, tables),
    ...differing<Table>(before.xtables, after.xtables, tables),
  ],
  ipsets: differing(before.ipsets, after.ipsets, ipsets),
  sockets: differing(before.sockets.filter(isListening), after.sockets.filter(isListening), sockets),
  socketOwners: differing(before.socketOwners, after.socketOwners, socketOwners),
})

const namespaces: Telling<Namespace> = {
  key: ({ id }) => id,
  isSame: (one, other) => isEqualIn(['inode', 'names', 'root', 'holder'], one, other),
}

const linkFields = [
  'name',
  'flags',
  'mtu',
  'operState',
  'address',
  'alias',
  'altNames',
  'master',
  'link',
  'linkNetns',
] as const

/** Some fields of an interface are numbers that only rise. */
const links: Telling<LinkRecord> = {
  key: ({ netns, ifindex }) => `${netns}/${ifindex}`,
  isSame: (one, other) => isEqualIn(linkFields, one, other) && isSameInfo(one.info, other.info),
}

const isSameInfo = (one: LinkRecord['info'], other: LinkRecord['info']): boolean =>
  isEqual(one, other) || (isEqual(infoOf(one), infoOf(other)) && isEqual(portOf(one), portOf(other)))

const infoOf = (info: LinkRecord['info']): unknown => {
  const kind = info?.link
  return kind === undefined || kind.kind === 'other' || !('data' in kind) || kind.data === undefined
    ? kind
    : { kind: kind.kind, data: lastingDetails(kind.data) }
}

const portOf = (info: LinkRecord['info']): unknown => {
  const port = info?.port
  if (port?.kind !== 'bridge') return port
  const { state, hairpin, isolated } = port.data
  return { kind: port.kind, state, hairpin, isolated }
}

const addresses: Telling<Dumped<Address>> = {
  key: ({ netns, ifindex, local, address, prefixLength }) => `${netns}/${ifindex} ${local} ${address}/${prefixLength}`,
  isSame: () => true,
}

const routes: Telling<Dumped<Route>> = {
  key: ({ netns, family, table, tos, priority, outputInterface, gateway, nexthopId }) =>
    [netns, family, table, tos, priority, outputInterface, gateway, nexthopId].join(' '),
  isSame: (one, other) => isEqualIn(['outputInterface', 'gateway', 'multipath', 'nexthopId'], one, other),
}

const nexthops: Telling<Snapshot['nexthops'][number]> = {
  key: ({ netns, id }) => `${netns} ${id}`,
  isSame: (one, other) => isEqualIn(['outputInterface', 'gateway'], one, other),
}

const bridgeVlans: Telling<Snapshot['bridgeVlans'][number]> = {
  key: ({ netns, ifindex }) => `${netns}/${ifindex}`,
  isSame: (one, other) => isEqualIn(['vlans'], one, other),
}

const containerFields = [
  'name',
  'runtime',
  'image',
  'state',
  'health',
  'networkMode',
  'labels',
  'project',
  'service',
  'pid',
  'netns',
  'endpoints',
  'ports',
] as const

const containers: Telling<Container> = {
  key: ({ id }) => id,
  isSame: (one, other) => isEqualIn(containerFields, one, other),
}

const networks: Telling<Network> = { key: ({ id }) => id, isSame: isEqual }

/** What was read again is another object; whether anything changed in it is asked by whoever needs it. */
const tables: Telling<Table> = {
  key: ({ netns, family, name }) => `${netns} ${family} ${name}`,
  isSame: () => false,
}

const ipsets: Telling<Snapshot['ipsets'][number]> = {
  key: ({ netns, name }) => `${netns} ${name}`,
  isSame: () => false,
}

const isListening = ({ state, protocol, remote, local }: SocketRecord): boolean =>
  local.port !== 0 && (state === 'listen' || ((protocol === 'udp' || protocol === 'udplite') && remote === undefined))

const sockets: Telling<SocketRecord> = {
  key: ({ netns, protocol, local, device, inode }) =>
    [netns, protocol, local.address, local.port, device, inode].join(' '),
  isSame: (one, other) => isEqualIn(['onlyIpv6', 'locals', 'device'], one, other),
}

const socketOwners: Telling<Snapshot['socketOwners'][number]> = {
  key: ({ inode }) => `${inode}`,
  isSame: (one, other) => isEqualIn(['container'], one, other),
}

/** The namespaces in which something of a kind is not what it was. */
export const namespacesOf = (pairs: readonly Pair<{ readonly netns: NetnsId }>[]): Set<NetnsId> =>
  new Set(pairs.flatMap((pair) => pair.flatMap((record) => record?.netns ?? [])))
