import { isOnLink } from '../routing/on-link.ts'
import type { Device } from '../scene/device.ts'
import type { Scene } from '../scene/scene.ts'
import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import { plainRoute } from './choose-address.ts'
import { EndpointError } from './endpoint-error.ts'

/** Addresses that nobody has (RFC 5737, RFC 2544, RFC 3849): one of them stands for anybody beyond the uplink. */
const anybody = ['203.0.113.77', '198.51.100.77', '192.0.2.77', '198.18.0.77', '2001:db8:ffff::77'] as const

/** The namespaces that people may mean by "the host". */
const hostsOf = ({ root, snapshot, space }: Scene): readonly Space[] => {
  const engines = snapshot.engine?.netns
  return [...new Set([engines === null || engines === undefined ? undefined : space(engines), root])].flatMap(
    (one) => one ?? [],
  )
}

/**
 * The interface by which somebody outside comes to a namespace: its own uplink, or that of the host that it is on.
 * @throws EndpointError where there is none
 */
export const uplinkTowards = (scene: Scene, target: Space | null, trial: Trial): Device => {
  const own = target === null ? undefined : entryOf(scene, target, trial)
  if (own !== undefined) return own
  for (const space of [...hostsOf(scene), ...scene.spaces()])
    for (const device of space.devices.values()) if (scene.isUplink(device)) return device
  throw new EndpointError(
    'no-network',
    'there is no world here: no interface has a default route that leads out of this host.',
  )
}

/** A container behind a container behind a host, at most. */
const mostHosts = 4

/** Follows default routes from a container to its host, over the bridge, until one leads somewhere else. */
const entryOf = (scene: Scene, from: Space, trial: Trial): Device | undefined => {
  let space = from
  for (let at = 0; at < mostHosts; at++) {
    const { record, device } = plainRoute(space, outsideAddress(space, null, scene, trial), trial)
    if (record?.destinationLength !== 0 || device === null) return undefined
    const { joined } = device
    if (joined === null || joined === 'unknown' || joined.master?.kind !== 'bridge') return device
    space = joined.space
  }
  return undefined
}

/**
 * An address beyond the uplink, of the same family as `like`; null: of whichever family has a default route.
 * @param from who has the route to it
 */
export const outsideAddress = (from: Space, like: string | null, scene: Scene, trial: Trial): string => {
  const fitting = anybody.filter((address) => like === null || address.includes(':') === like.includes(':'))
  const free = fitting.filter((address) => !scene.snapshot.addresses.some((one) => isOnLink(one, address)))
  const routed = free.find((address) => plainRoute(from, address, trial).record?.destinationLength === 0)
  return routed ?? free[0] ?? anybody[0]
}
