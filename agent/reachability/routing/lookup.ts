import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import { lookupIpv4 } from './ipv4/lookup.ts'
import { lookupIpv6 } from './ipv6/lookup.ts'
import type { Flow, Route } from './route.ts'

/**
 * Where a packet goes from here: of what is sent here as `ip_route_output_key_hash_rcu` (net/ipv4/route.c) and
 * `ip6_route_output_flags` (net/ipv6/route.c) find it, with the source address that a sender without one gets; of what came
 * in as `ip_route_input_slow` and `ip6_route_input` do, without the checks of its source (`validateSource`) and of the
 * forwarding switches.
 */
export const lookupRoute = (space: Space, flow: Flow, trial: Trial): Route =>
  flow.family === 'ipv4' ? lookupIpv4(space, flow, trial) : lookupIpv6(space, flow, trial)
