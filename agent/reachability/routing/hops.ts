import type { Dumped } from '../../../collectors/dumped.ts'
import type { Nexthop } from '../../../collectors/netlink/messages/nexthop.ts'
import type { Route as RouteRecord } from '../../../collectors/netlink/messages/route.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { ipv4AddressesOf } from './ipv4/addresses.ts'
import { ignoresLinkdown, ignoresLinkdownIpv6 } from './settings.ts'

/** RTNH_F_*, linux/rtnetlink.h */
const RTNH_F_DEAD = 1
const RTNH_F_ONLINK = 4
const RTNH_F_LINKDOWN = 16

/** One way of a route (struct fib_nh_common). */
export interface Hop {
  /** Undefined: the snapshot has not the device. */
  readonly device: Device | undefined
  readonly ifindex: number
  /** Null: the destination itself is the neighbour. */
  readonly gateway: string | null
  /** The gateway is an address of the device itself: then, too, the destination is the neighbour (nhc_scope is not `link`). */
  readonly isGatewayOwn: boolean
  /** Never used. */
  readonly isDead: boolean
  /** Not used where `ignore_routes_with_linkdown` is set, except to check a source. */
  readonly isPassedOver: boolean
  readonly realms: number
}

interface Raw {
  readonly ifindex: number
  readonly gateway?: string | undefined
  readonly via?: { readonly address: string } | undefined
  readonly flags: number
  readonly flow?: number | undefined
}

const hopOf = (space: Space, isIpv6: boolean, { ifindex, gateway, via, flags, flow }: Raw): Hop => {
  const device = space.devices.get(ifindex)
  const ignores = device !== undefined && (isIpv6 ? ignoresLinkdownIpv6(device) : ignoresLinkdown(device))
  // A dump says `dead` of what is only passed over, too (fib_nexthop_info, net/ipv4/fib_semantics.c).
  const isPassedOver = ignores && device.isUp && (flags & RTNH_F_LINKDOWN) !== 0
  const isOnlink = (flags & RTNH_F_ONLINK) !== 0
  return {
    device,
    ifindex,
    gateway: gateway ?? via?.address ?? null,
    isGatewayOwn:
      !isIpv6 &&
      gateway !== undefined &&
      !isOnlink &&
      ipv4AddressesOf(space, { ifindex }).some(({ text }) => text === gateway),
    isDead: (flags & RTNH_F_DEAD) !== 0 && !isPassedOver,
    isPassedOver,
    realms: flow ?? 0,
  }
}

/** The ways of a route, of which the kernel takes one. With a nexthop object, those of the object. */
export const hopsOf = (space: Space, record: Dumped<RouteRecord>, isIpv6: boolean): readonly Hop[] => {
  if (record.multipath !== undefined) return record.multipath.map((hop) => hopOf(space, isIpv6, hop))
  if (record.outputInterface !== undefined)
    return [hopOf(space, isIpv6, { ...record, ifindex: record.outputInterface })]
  // With `nexthop_compat_mode` 0 a route shows nothing of its object but the number.
  return record.nexthopId === undefined ? [] : objectHops(space, record.nexthopId, isIpv6)
}

const objectHops = (space: Space, id: number, isIpv6: boolean): readonly Hop[] => {
  const object = nexthopOf(space, id)
  if (object === undefined || object.blackhole) return []
  if (object.group !== undefined) return object.group.flatMap((member) => objectHops(space, member.id, isIpv6))
  return [hopOf(space, isIpv6, { ...object, ifindex: object.outputInterface ?? 0 })]
}

export const nexthopOf = (space: Space, id: number): Dumped<Nexthop> | undefined =>
  space.nexthops.find((nexthop) => nexthop.id === id)

/** Whether two ways lead to the same place. */
export const sameHop = (one: Hop, other: Hop): boolean => one.ifindex === other.ifindex && one.gateway === other.gateway
