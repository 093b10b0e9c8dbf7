import type { Dumped } from '../../../collectors/dumped.ts'
import type { Flows } from '../../../collectors/flows.ts'
import type { IpsetRecord } from '../../../collectors/ipsets.ts'
import type { Namespace } from '../../../collectors/namespaces/record.ts'
import type { NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { AnyXtTable } from '../../../collectors/netfilter/xtables/record.ts'
import type { Address } from '../../../collectors/netlink/messages/address.ts'
import type { BridgeVlan } from '../../../collectors/netlink/messages/bridge-vlan.ts'
import type { Mdb } from '../../../collectors/netlink/messages/mdb.ts'
import type { Neighbour } from '../../../collectors/netlink/messages/neighbour.ts'
import type { Nexthop } from '../../../collectors/netlink/messages/nexthop.ts'
import type { Route } from '../../../collectors/netlink/messages/route.ts'
import type { Rule } from '../../../collectors/netlink/messages/rule.ts'
import type { XfrmPolicy } from '../../../collectors/netlink/messages/xfrm-policy.ts'
import type { AttachedProgram } from '../../../collectors/programs/record.ts'
import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import type { Device } from './device.ts'

/** What a snapshot has of one network namespace. Made when first asked for. */
export interface Space {
  /** The kernel's id of the namespace, as all records carry it. */
  readonly netns: string
  /** Null for one that only a veth pair shows: nothing else is known of it. */
  readonly namespace: Namespace | null
  /** Key in the graph: `netns:4026532301`. */
  readonly key: string
  /** What people call it: `host`, a name, its containers. */
  readonly title: string
  readonly devices: ReadonlyMap<number, Device>
  readonly deviceNamed: (name: string) => Device | undefined
  /** Its `lo`. */
  readonly loopback: Device | undefined
  readonly addresses: readonly Dumped<Address>[]
  readonly routes: readonly Dumped<Route>[]
  readonly nexthops: readonly Dumped<Nexthop>[]
  readonly policyRules: readonly Dumped<Rule>[]
  readonly neighbours: readonly Dumped<Neighbour>[]
  readonly fdb: readonly Dumped<Neighbour>[]
  readonly bridgeVlans: readonly Dumped<BridgeVlan>[]
  readonly mdb: readonly Dumped<Mdb>[]
  /** By the name that `sysctl` uses; undefined where the kernel has none. */
  readonly sysctl: (name: string) => number | undefined
  readonly nftables: readonly NftTable[]
  readonly xtables: readonly AnyXtTable[]
  readonly ipsets: readonly IpsetRecord[]
  readonly xfrmPolicies: readonly Dumped<XfrmPolicy>[]
  readonly sockets: readonly SocketRecord[]
  readonly programs: readonly AttachedProgram[]
  readonly flows: Flows | null
  /** Kinds of records that could not be read here (`nftables`: CAP_NET_ADMIN), with the words of the problem. */
  readonly missing: ReadonlyMap<string, string>
}
