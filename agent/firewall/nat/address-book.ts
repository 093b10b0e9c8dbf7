import type { NetnsId } from '../../../collectors/collector.ts'
import type { Network } from '../../../collectors/containers/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { isLoopback, isWithin } from '../prefix.ts'
import type { Missing } from './missing.ts'
import { isLive } from './publication.ts'

/** Who has which address, as the engine's namespace sees it. */
export interface AddressBook {
  /** Addresses of its own interfaces. */
  readonly own: readonly string[]
  /** Addresses of another namespace, beside loopback ones. */
  readonly addressesIn: (netns: NetnsId) => readonly string[]
  /** The other namespace that has an address. */
  readonly holderOf: (address: string) => NetnsId | undefined
  /** Nobody has the address, and everybody was seen. */
  readonly isGone: (address: string) => boolean
  /** The network of the engine that an address is of. */
  readonly networkOf: (address: string) => Network | undefined
}

export const addressBookOf = (snapshot: Snapshot, netns: NetnsId | null, missing: Missing): AddressBook => {
  const { engine, namespaces, containers, networks, addresses, links } = snapshot
  const byNetns = Map.groupBy(addresses, (address) => address.netns)
  const textsOf = (id: NetnsId): readonly string[] =>
    (byNetns.get(id) ?? []).flatMap(({ local, address }) => local ?? address ?? [])
  const own = netns === null ? [] : textsOf(netns)
  const holders = Map.groupBy(
    [...byNetns.keys()].flatMap((id) => (id === netns ? [] : textsOf(id).map((address) => ({ address, id })))),
    ({ address }) => address,
  )
  // The same address may be elsewhere, too, as behind another engine on the same machine.
  const near = new Set(
    links.flatMap((link) =>
      link.netns === netns ? (link.linkNetns ?? []) : link.linkNetns === netns ? link.netns : [],
    ),
  )
  const holderOf = (address: string): NetnsId | undefined => {
    const found = holders.get(address) ?? []
    return (found.find(({ id }) => near.has(id)) ?? found[0])?.id
  }
  const live = containers.filter(isLive)
  const claimed = new Set([
    ...own,
    ...live.flatMap(({ endpoints }) => endpoints.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6])),
  ])
  const networkOf = (address: string): Network | undefined =>
    networks.find(({ driver, subnets }) => driver === 'bridge' && subnets.some((one) => isWithin(one.subnet, address)))
  const seesAll =
    namespaces.every(({ inode }) => inode !== null) &&
    live.every((container) => container.netns !== null) &&
    !missing(['addresses', 'namespaces'], null)
  // The engine knows all addresses of its networks but those of a swarm's own namespaces.
  const knowsAll = engine !== null && !missing(['docker'], null) && networks.every(({ ingress }) => !ingress)
  return {
    own,
    addressesIn: (id) => (id === netns ? [] : textsOf(id).filter((address) => !isLoopback(address))),
    holderOf,
    isGone: (address) => {
      const holder = holderOf(address)
      if (claimed.has(address) || (holder !== undefined && near.has(holder))) return false
      return networkOf(address) === undefined ? seesAll && holder === undefined : seesAll || knowsAll
    },
    networkOf,
  }
}
