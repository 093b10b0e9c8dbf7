import type { EventKind } from '../events/what.ts'
import type { CollectorName } from '../index.ts'

/** Which records an event makes stale. */
const staleBy: { readonly [K in EventKind]: readonly CollectorName[] } = {
  // And much of what names the interface: see `staleWith`.
  link: ['links'],
  // A route goes without a word when the address that it prefers does (`fib_sync_down_addr`).
  address: ['addresses', 'routes'],
  route: ['routes'],
  neighbour: ['neighbours'],
  fdb: ['fdb'],
  rule: ['rules', 'routes'],
  trafficControl: ['links', 'programs'],
  linkSettings: ['links'],
  settings: ['links', 'sysctls', 'routes'],
  mdb: ['mdb'],
  nsid: ['nsids'],
  nexthop: ['nexthops', 'routes'],
  bridgeVlan: ['bridgeVlans'],
  nftables: ['nftables'],
  peer: ['links'],
}

/** What is stale of a namespace when it is not looked which of its interfaces changed how. */
export const staleWithLinks: readonly CollectorName[] = [
  'addresses',
  'routes',
  'nexthops',
  'rules',
  'neighbours',
  'fdb',
  'bridgeVlans',
  'mdb',
  'nftables',
  'programs',
]

export const staleKinds = (events: Iterable<EventKind>): Set<CollectorName> => {
  const stale = new Set<CollectorName>()
  for (const event of events) for (const name of staleBy[event]) stale.add(name)
  return stale
}

/** What changes without an event: it is asked for at every look at all namespaces. */
export const quietKinds: readonly CollectorName[] = [
  'neighbours',
  'sysctls',
  'xtables',
  'ipsets',
  'xfrmPolicies',
  'sockets',
  'programs',
  'flows',
]
