import type { Dumped } from '../../../collectors/dumped.ts'
import type { Route as RouteRecord } from '../../../collectors/netlink/messages/route.ts'
import type { Rule } from '../../../collectors/netlink/messages/rule.ts'
import type { Device } from '../scene/device.ts'

/** What a packet's way is looked up by (struct flowi4, flowi6). */
export interface Flow {
  readonly family: 'ipv4' | 'ipv6'
  readonly destination: string
  /** Null: the sender leaves it to the kernel. */
  readonly source: string | null
  readonly mark: number
  readonly protocol: number
  readonly sourcePort: number
  readonly destinationPort: number
  readonly tos: number
  readonly uid: number
  /** Null: the packet is sent here. */
  readonly input: Device | null
  /** ifindex that the sender wants (SO_BINDTODEVICE, a link-local scope); 0: any. */
  readonly output: number
  /** A socket is bound to `output`: then IPv6 takes no other device, also for a sender that has its source (sk_bound_dev_if). */
  readonly isBound?: boolean
  /** The source need not be an address of this host (FLOWI_FLAG_ANYSRC): transparent sockets, packets routed anew after a hook. */
  readonly anySource?: boolean
}

/** What a sender gets when there is no way. */
export type RouteError = 'EACCES' | 'EADDRNOTAVAIL' | 'EHOSTUNREACH' | 'EINVAL' | 'ENETUNREACH' | 'ENODEV'

/** Where a route leads (struct fib_result with its next hop). */
export interface Route {
  /** `unicast`, `local`, `broadcast`, `multicast`, `anycast`, or what refuses: `blackhole`, `unreachable`, `prohibit`; `none`: no route. */
  readonly type:
    | 'unicast'
    | 'local'
    | 'broadcast'
    | 'multicast'
    | 'anycast'
    | 'blackhole'
    | 'unreachable'
    | 'prohibit'
    | 'none'
  /** Null where nothing is sent. Of `local` it is `lo` for what is sent here, and where it came in otherwise. */
  readonly device: Device | null
  /** Null: the destination itself is the neighbour. It may be of the other family (`via inet6`). */
  readonly gateway: string | null
  /** The address that a sender without one gets; null where there is none. */
  readonly source: string | null
  readonly scope: number
  /** `mtu` of the route; null: that of the device. */
  readonly mtu: number | null
  readonly realm: number
  readonly table: number
  /** The route itself; null where no table has one. */
  readonly record: Dumped<RouteRecord> | null
  /** The rule of policy routing that led to its table, or that refused. */
  readonly policy: Dumped<Rule> | null
  /** Of a route that refuses, and of `none`. A rule that refuses gives another error than a route of the same word. */
  readonly error?: RouteError
}
