import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import { type Hop, sameHop } from './hops.ts'
import type { Flow } from './route.ts'

/**
 * One of several ways of a route. The kernel takes one by a hash over the flow with a secret of its own (fib_multipath_hash,
 * net/ipv4/route.c; rt6_multipath_hash): where the ways differ, nobody can tell which; the same flow takes the same way.
 */
export const chooseHop = <T extends { readonly hop: Hop }>(
  candidates: readonly [T, ...T[]],
  { space, flow, trial, what }: { space: Space; flow: Flow; trial: Trial | null; what: string },
): T => {
  const [first] = candidates
  const distinct = candidates.filter(({ hop }, at) => candidates.findIndex((other) => sameHop(other.hop, hop)) === at)
  if (distinct.length === 1 || trial === null) return first
  const number = trial.decide({
    key: `multipath ${space.netns} ${what} ${flowKey(space, flow)}`,
    on: () => `which of the ${distinct.length} next hops of ${what} the flow's hash chooses`,
    answers: distinct.map(
      ({ hop }) => `${hop.gateway === null ? '' : `via ${hop.gateway} `}dev ${hop.device?.name ?? hop.ifindex}`,
    ),
  })
  return distinct[number] ?? first
}

/** `fib_multipath_hash_policy`: 0 addresses, 1 with protocol and ports, 2 and 3 fields of the user's choice. */
const flowKey = (space: Space, { source, destination, protocol, sourcePort, destinationPort }: Flow): string => {
  const addresses = `${source ?? ''}>${destination}`
  const policy = space.sysctl('net.ipv4.fib_multipath_hash_policy') ?? 0
  return policy === 0 ? addresses : `${addresses} ${protocol} ${sourcePort}>${destinationPort}`
}
