import { numberOf } from '../../../firewall/prefix.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { Trial } from '../../trial.ts'
import { flowKeyOf } from '../policy.ts'
import { nowhere, refusedRoute } from '../refusal.ts'
import type { Flow, Route } from '../route.ts'
import { isVrf, vrfOf } from '../vrf.ts'
import { fib6Lookup, type Outcome, type Search } from './fib.ts'
import { kindOf, needsStrict } from './kind.ts'
import { selectIpv6 } from './source-address.ts'

/**
 * A sender without a source gets one by the first route that is found. Where there is none, it gets the best of all, and the
 * route is looked for again with it (ip6_dst_lookup_tail, net/ipv6/ip6_output.c).
 */
export const lookupIpv6 = (space: Space, flow: Flow, trial: Trial): Route => {
  if (flow.input !== null) return input(space, flow, flow.input, trial)
  if (flow.source !== null) return outputIpv6(space, flow, trial)
  const outcome = outputOutcome(space, flow, trial)
  const source = sourceOf(space, flow, outcome)
  if (source === null) return { ...nowhere('EADDRNOTAVAIL'), policy: outcome?.policy ?? null }
  if (outcome === null || outcome.refuses !== null) return outputIpv6(space, { ...flow, source }, trial)
  return { ...outputRoute(space, flow, outcome), source }
}

const keyOf = (space: Space, flow: Flow) =>
  flowKeyOf(space, flow, {
    destination: numberOf(flow.destination),
    source: flow.source === null ? null : numberOf(flow.source),
  })

/** ip6_route_output_flags (net/ipv6/route.c): one lookup; `source` of the answer is the flow's. */
export const outputIpv6 = (space: Space, flow: Flow, trial: Trial | null): Route =>
  outputRoute(space, flow, outputOutcome(space, flow, trial))

const outputOutcome = (space: Space, flow: Flow, trial: Trial | null): Outcome | null => {
  const key = keyOf(space, flow)
  const isStrict =
    needsStrict(kindOf(flow.destination)) || (flow.output !== 0 && (flow.source === null || flow.isBound === true))
  return fib6Lookup({ space, flow, trial, key, isStrict, preferred: key.output })
}

/** ip6_rt_get_dev_rcu: what is for ourselves goes over `lo`, or over the VRF of the address. */
const outputRoute = (space: Space, flow: Flow, outcome: Outcome | null): Route => {
  const route = routeOf(outcome, flow)
  const { device, record } = route
  return device === null || !isOurs(record) ? route : { ...route, device: vrfOf(device) ?? space.loopback ?? null }
}

/** ip6_route_input: a way by the device where the packet came in is preferred. */
const input = (space: Space, flow: Flow, device: Device, trial: Trial): Route => {
  const key = keyOf(space, flow)
  const isStrict = needsStrict(kindOf(flow.destination))
  const search: Search = { space, flow, trial, key, isStrict, preferred: preferredOf(device) }
  const route = routeOf(fib6Lookup(search), flow)
  const isForUs = route.type === 'local' || route.type === 'anycast'
  return { ...route, source: null, ...(isForUs && { device }) }
}

/** A VRF as input stands for its table. */
const preferredOf = (device: Device): number => (isVrf(device) ? 0 : device.ifindex)

const routeOf = (outcome: Outcome | null, flow: Flow): Route => {
  if (outcome === null) return nowhere('ENETUNREACH')
  const { entry, hop, refuses, policy } = outcome
  if (refuses !== null) return refusedRoute(refuses, entry, policy)
  const table = entry?.table ?? 0
  const record = entry?.record ?? null
  const type = typeOf(outcome)
  return {
    type,
    device: hop?.device ?? null,
    gateway: hop?.gateway ?? null,
    source: flow.source,
    scope: 0,
    mtu: record?.metrics?.mtu ?? null,
    realm: 0,
    table,
    record,
    policy,
  }
}

/** RTPROT_KERNEL, linux/rtnetlink.h */
const RTPROT_KERNEL = 2

/** RTF_LOCAL, RTF_ANYCAST: an anycast route that a user made is sent out by its device. */
const isOurs = (record: Route['record']): boolean =>
  record?.type === 'local' || (record?.type === 'anycast' && record.protocol === RTPROT_KERNEL)

const typeOf = ({ entry }: Outcome): Route['type'] => {
  const type = entry?.type
  return type === 'local' || type === 'anycast' || type === 'multicast' ? type : 'unicast'
}

/** ip6_route_get_saddr: what the route prefers, else the best for its device. */
const sourceOf = (space: Space, flow: Flow, outcome: Outcome | null): string | null => {
  const route = outcome?.refuses === null ? outcome : null
  const entry = route?.entry
  // Of a group of nexthop objects the device of its first counts, whichever was chosen (fib6_info_nh_dev).
  const device = entry?.usesObject ? entry.siblings[0]?.hop?.device : route?.device
  return entry?.record.preferredSource ?? selectIpv6(space, device ?? null, flow.destination)
}
