import type { NetnsId } from '../../collectors/collector.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { isWithin } from './prefix.ts'

/** What people call the addresses and bridges that rules are about. */
export interface Names {
  /** The running container that has this address; null when there is none. */
  readonly containerAt: (address: string) => string | null
  /** The Docker network of a bridge; null for one that is nobody's. */
  readonly networkOfBridge: (bridge: string) => string | null
  /** The Docker network of a subnet, as `10.0.0.0/24`. */
  readonly networkOfSubnet: (subnet: string) => string | null
  /** Whether some Docker network has this address. */
  readonly isOfNetwork: (address: string) => boolean
}

/**
 * @param netns whose rules are read: bridges mean something in the engine's namespace only, addresses and subnets also in those of
 * its containers. The same address elsewhere, as behind another engine on the same machine, is somebody else's.
 */
export const namesOf = (snapshot: Snapshot, netns: NetnsId): Names => {
  const { containers, networks, engine } = snapshot
  const isEngines = engine?.netns === netns
  const isKnown = isEngines || containers.some((container) => container.netns === netns)
  const byAddress = new Map<string, string>()
  const running = containers.filter(({ netns: own }) => isKnown && own !== null)
  for (const { name, endpoints } of running)
    for (const { ipv4, ipv6 } of endpoints)
      for (const address of [ipv4, ipv6]) if (address !== '') byAddress.set(address, name)
  const bridges = new Map(
    isEngines ? networks.flatMap(({ name, bridge }) => (bridge === undefined ? [] : [[bridge, name]])) : [],
  )
  const subnets = new Map(
    isKnown ? networks.flatMap(({ name, subnets: own }) => own.map(({ subnet }) => [subnet, name])) : [],
  )
  return {
    containerAt: (address) => byAddress.get(address.replace(/\/(32|128)$/, '')) ?? null,
    networkOfBridge: (bridge) => bridges.get(bridge) ?? null,
    networkOfSubnet: (subnet) => subnets.get(subnet) ?? null,
    isOfNetwork: (address) => [...subnets.keys()].some((subnet) => isWithin(subnet, address)),
  }
}
