import type { EventKind } from '../events/what.ts'
import type { CollectorName } from '../index.ts'

/**
 * Which records an event makes stale. Much goes without a word when its device or address goes: IPv4 routes
 * (`fib_sync_down_dev`, `fib_sync_down_addr`, net/ipv4/fib_semantics.c), the chains of nf_tables on a device, rules that
 * name it. Settings of a device are in its link.
 */
const staleBy: { readonly [K in EventKind]: readonly CollectorName[] } = {
  link: [
    'links',
    'addresses',
    'routes',
    'nexthops',
    'rules',
    'neighbours',
    'fdb',
    'bridgeVlans',
    'mdb',
    'sysctls',
    'nftables',
    'programs',
  ],
  address: ['addresses', 'routes', 'fdb'],
  route: ['routes'],
  neighbour: ['neighbours'],
  fdb: ['fdb'],
  rule: ['rules', 'routes'],
  trafficControl: ['links', 'programs'],
  linkSettings: ['links'],
  settings: ['links', 'sysctls', 'routes'],
  mdb: ['mdb', 'fdb'],
  nsid: ['nsids'],
  nexthop: ['nexthops', 'routes'],
  bridgeVlan: ['bridgeVlans'],
  nftables: ['nftables'],
  peer: ['links'],
}

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
  'sockets',
  'programs',
  'flows',
]
