/** linux/rtnetlink.h: what each message is about. Deletions are one more than the number of what is new. */
const ofType: { readonly [type: number]: EventKind } = {
  16: 'link',
  17: 'link',
  20: 'address',
  21: 'address',
  24: 'route',
  25: 'route',
  28: 'neighbour',
  29: 'neighbour',
  32: 'rule',
  33: 'rule',
  36: 'trafficControl',
  37: 'trafficControl',
  44: 'trafficControl',
  45: 'trafficControl',
  80: 'linkSettings',
  81: 'linkSettings',
  84: 'mdb',
  85: 'mdb',
  88: 'nsid',
  89: 'nsid',
  100: 'trafficControl',
  101: 'trafficControl',
  104: 'nexthop',
  105: 'nexthop',
  112: 'bridgeVlan',
  113: 'bridgeVlan',
}

/** What changed, as far as the type of a message tells. */
export type EventKind =
  | 'link'
  | 'address'
  | 'route'
  | 'neighbour'
  | 'fdb'
  | 'rule'
  | 'trafficControl'
  /** Of one interface; of the namespace. */
  | 'linkSettings'
  | 'settings'
  | 'mdb'
  | 'nsid'
  | 'nexthop'
  | 'bridgeVlan'
  | 'nftables'
  /** Not an event: the other end of a pair, which changes without one of its own. */
  | 'peer'

/**
 * RTNLGRP_*: LINK, NEIGH, TC, IPV4_IFADDR, IPV4_ROUTE, IPV4_RULE, IPV6_IFADDR, IPV6_ROUTE, IPV6_RULE, IPV4_NETCONF,
 * IPV6_NETCONF, MDB, NSID, NEXTHOP (5.3), BRVLAN (5.6).
 */
export const routeGroups: readonly number[] = [1, 3, 4, 5, 7, 8, 9, 11, 19, 24, 25, 26, 28, 32, 33]
/** NFNLGRP_NFTABLES, linux/netfilter/nfnetlink.h */
export const netfilterGroups: readonly number[] = [7]

const AF_BRIDGE = 7
/** struct ifinfomsg, struct tcmsg: both say the interface there. */
const ifindexAt = 4
/** struct netconfmsg is one byte; its first attribute is NETCONFA_IFINDEX (linux/netconf.h), below 0 for `all` and `default`. */
const netconfIndexAt = 8

/** What a message says changed. */
export interface Said {
  readonly kind: EventKind
  /** The interface whose link changed; null where it is not one alone. */
  readonly ifindex: number | null
}

/**
 * Reads no more of a message than what it is about: whoever is root in a container can send such messages himself.
 * @param at where its body is, of `length` bytes
 */
export const saidBy = (type: number, view: DataView, at: number, length: number): Said | null => {
  const kind = ofType[type]
  if (kind === undefined) return null
  const intAt = (offset: number): number | null => (length >= offset + 4 ? view.getInt32(at + offset, true) : null)
  switch (kind) {
    case 'neighbour':
      return { kind: length > 0 && view.getUint8(at) === AF_BRIDGE ? 'fdb' : kind, ifindex: null }
    case 'link':
    case 'trafficControl':
      return { kind, ifindex: intAt(ifindexAt) }
    case 'linkSettings': {
      const ifindex = intAt(netconfIndexAt)
      return ifindex !== null && ifindex > 0 ? { kind, ifindex } : { kind: 'settings', ifindex: null }
    }
    default:
      return { kind, ifindex: null }
  }
}
