import type { NetnsId } from '../../collectors/collector.ts'
import type { Container } from '../../collectors/containers/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { hostNamespaces } from '../reading/host-namespaces.ts'

/**
 * For every namespace of containers the one container that its counters are attributed to: the one that the others joined,
 * else the oldest. A namespace of the host is nobody's, however many containers run in it.
 */
export const networkOwners = (snapshot: Snapshot): ReadonlyMap<NetnsId, Container> => {
  const hosts = hostNamespaces(snapshot)
  const owners = new Map<NetnsId, Container>()
  for (const container of snapshot.containers) {
    const { netns } = container
    if (netns === null || hosts.includes(netns)) continue
    const owner = owners.get(netns)
    if (owner === undefined || precedes(container, owner)) owners.set(netns, container)
  }
  return owners
}

const precedes = (one: Container, other: Container): boolean => {
  if (hasJoined(one) !== hasJoined(other)) return hasJoined(other)
  return rank(one) < rank(other)
}

const hasJoined = ({ networkMode }: Container): boolean => networkMode.startsWith('container:')

/** Sorts by age, then by id, so that two scrapes never choose differently. */
const rank = ({ createdAt, id }: Container): string => `${createdAt} ${id}`
