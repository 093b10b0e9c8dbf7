import type { LinkRecord } from '../../../collectors/links.ts'
import { joinsOf } from '../../../collectors/netlink/link-kinds/index.ts'
import { relate } from '../graph.ts'
import type { Identities } from '../identity.ts'
import type { Relation } from './index.ts'

/**
 * The two ends of a pair, one edge: from the lower namespace inode (then ifindex) to the higher. Both ends must name each
 * other by namespace and ifindex; an end whose other one cannot be known stays alone.
 */
export const vethPeer: Relation = (graph, { snapshot, identities }) => {
  for (const link of snapshot.links) {
    const peer = peerOf(link, identities)
    if (peer === null) continue
    const order = identities.inode(link.netns) - identities.inode(peer.netns) || link.ifindex - peer.ifindex
    // Two namespaces that were never opened have no inode, and the indexes may be the same.
    if (order < 0 || (order === 0 && link.netns < peer.netns))
      relate(graph, [identities.interfaceKey(link), identities.interfaceKey(peer)], { kind: 'veth-peer' })
  }
}

/** The other end of a pair, if it is known and agrees. */
export const peerOf = (link: LinkRecord, identities: Identities): LinkRecord | null => {
  if (joinsOf(link.info?.link) !== 'peer' || link.link === undefined || !link.linkNetns) return null
  const peer = identities.link(link.linkNetns, link.link)
  return peer?.link === link.ifindex && peer.linkNetns === link.netns ? peer : null
}
