import type { Device } from '../scene/device.ts'
import type { Scene } from '../scene/scene.ts'
import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import { plainRoute } from './choose-address.ts'
import { EndpointError } from './endpoint-error.ts'

/** Addresses that nobody has (RFC 5737, RFC 3849): they stand for anybody beyond the uplink. */
const anybody = ['198.51.100.77', '203.0.113.77', '192.0.2.77', '2001:db8:ffff::77'] as const

/** The namespaces that people may mean by "the host". */
const hostsOf = ({ root, snapshot, space }: Scene): readonly Space[] => {
  const engines = snapshot.engine?.netns
  return [...new Set([engines === null || engines === undefined ? undefined : space(engines), root])].flatMap(
    (one) => one ?? [],
  )
}

/**
 * The uplink over which somebody outside comes to a namespace: its own, or that of the host that it is on.
 * @throws EndpointError where there is none
 */
export const uplinkTowards = (scene: Scene, target: Space | null): Device => {
  const places = [...(target === null ? [] : [target]), ...hostsOf(scene), ...scene.spaces()]
  for (const space of places) for (const device of space.devices.values()) if (scene.isUplink(device)) return device
  throw new EndpointError(
    'no-network',
    'there is no world here: no interface has a default route that leads out of this host.',
  )
}

/**
 * An address beyond the uplink, of the same family as `like`; null: of whichever family has a default route.
 * @param from who has the route to it
 */
export const outsideAddress = (from: Space, like: string | null, trial: Trial): string => {
  const fitting = anybody.filter((address) => like === null || address.includes(':') === like.includes(':'))
  const routed = fitting.find((address) => plainRoute(from, address, trial).record?.destinationLength === 0)
  return routed ?? fitting[0] ?? anybody[0]
}
