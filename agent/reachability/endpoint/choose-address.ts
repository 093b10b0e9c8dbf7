import type { Container } from '../../../collectors/containers/record.ts'
import { familyOf } from '../../firewall/prefix.ts'
import { RT_SCOPE_HOST, RT_SCOPE_LINK } from '../routing/constants.ts'
import { lookupRoute } from '../routing/lookup.ts'
import { plainFlow } from '../routing/plain-flow.ts'
import type { Route } from '../routing/route.ts'
import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import { EndpointError } from './endpoint-error.ts'

/** Addresses by which others may reach a namespace, in the order of its interfaces; of IPv4 first. */
export const addressesOf = (space: Space): readonly string[] => {
  const usable = space.addresses.filter(({ scope, ifindex }) => {
    if (scope === RT_SCOPE_HOST || scope === RT_SCOPE_LINK) return false
    return space.devices.get(ifindex)?.kind !== 'loopback'
  })
  const addresses = usable.flatMap(({ local, address }) => local ?? address ?? [])
  return [...addresses.filter((one) => familyOf(one) === 'ip'), ...addresses.filter((one) => familyOf(one) === 'ip6')]
}

/** The way of a packet without further properties. */
export const plainRoute = (space: Space, destination: string, trial: Trial): Route =>
  lookupRoute(space, plainFlow(destination), trial)

interface Wanted {
  readonly source: Space | null
  readonly sourceContainer: Container | null
  readonly target: Space
  readonly targetContainer: Container | null
  /** What `--address` says. */
  readonly chosen: string | null
  /** How the target is called, for errors. */
  readonly name: string
}

/**
 * The address at which the source would try the target: one on a network that both have, as Docker's names lead to; else one that
 * is on the link; else the first that a route leads to. Null where it has none but those of `lo`.
 * @throws EndpointError when it does not have the chosen one
 */
export const chooseAddress = (wanted: Wanted, trial: Trial): string | null => {
  const { source, target, chosen, name } = wanted
  const candidates = addressesOf(target)
  if (chosen !== null) {
    if (target.addresses.some(({ local, address }) => (local ?? address) === chosen)) return chosen
    const has = candidates.length === 0 ? 'it has none' : `it has ${candidates.join(', ')}`
    throw new EndpointError('no-address', `${name} does not have the address ${chosen}; ${has}.`)
  }
  const shared = sharedAddresses(wanted)
  const rank = (address: string): number => {
    if (source === null) return 0
    const route = plainRoute(source, address, trial)
    const way = route.type === 'local' ? 0 : route.type !== 'unicast' ? 3 : route.gateway === null ? 0 : 1
    return way + (shared.has(address) ? -4 : 0)
  }
  const [best] = candidates
    .map((address, at) => ({ address, at, rank: rank(address) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
  if (best !== undefined) return best.address
  return source === target ? '127.0.0.1' : null
}

/** Of the target, on networks that the source is on, too. */
const sharedAddresses = ({ sourceContainer, targetContainer }: Wanted): ReadonlySet<string> => {
  const networks = new Set(sourceContainer?.endpoints.map(({ networkId }) => networkId))
  const common = targetContainer?.endpoints.filter(({ networkId }) => networks.has(networkId)) ?? []
  return new Set(common.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]).filter((address) => address !== ''))
}
