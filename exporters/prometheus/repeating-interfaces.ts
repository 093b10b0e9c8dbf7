import { remembered } from '../../agent/indexes/remembered.ts'
import { identitiesOf } from '../../agent/topology/identity.ts'
import { peerOf } from '../../agent/topology/relations/veth-peer.ts'
import type { LinkRecord } from '../../collectors/links.ts'
import { IFF_LOOPBACK } from '../../collectors/netlink/messages/link.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'

/** Namespace and ifindex in one. */
export const interfaceKey = ({ netns, ifindex }: { netns: string; ifindex: number }): string => `${netns}/${ifindex}`

/**
 * The interfaces whose traffic passes another one of the same namespace too: they are left out of sums. A bridge, a veth end
 * that is a port of one, the loopback. Of the host every veth end does whose other end is known; in a container such an end
 * is the way out.
 */
export const repeatingInterfaces = remembered((snapshot: Snapshot): ReadonlySet<string> => {
  const root = snapshot.namespaces.find((namespace) => namespace.root)?.id
  const identities = identitiesOf(snapshot)
  const repeating = snapshot.links.filter(
    (link) => repeats(link) || (link.netns === root && peerOf(link, identities) !== null),
  )
  return new Set(repeating.map(interfaceKey))
})

const repeats = ({ flags, info, master }: LinkRecord): boolean => {
  const kind = info?.link?.kind
  return (flags & IFF_LOOPBACK) !== 0 || kind === 'bridge' || (kind === 'veth' && master !== undefined)
}
