import type { LinkRecord } from '../../../collectors/links.ts'
import { eachNamespace } from '../../indexes/by-namespace.ts'
import { remembered } from '../../indexes/remembered.ts'
import { relate } from '../graph.ts'
import type { Identities } from '../identity.ts'
import { isEnd, leadsIn } from '../leads.ts'
import type { Relation } from './index.ts'

/**
 * The two ends of a pair, one edge: from the lower namespace inode (then ifindex) to the higher. An end whose other one cannot
 * be known stays alone.
 */
export const vethPeer: Relation = (graph, { part, identities }) => {
  for (const link of part.links) {
    const peer = peerOf(link, identities)
    if (peer === null) continue
    const order = identities.inode(link.netns) - identities.inode(peer.netns) || link.ifindex - peer.ifindex
    // Two namespaces that were never opened have no inode, and the indexes may be the same.
    if (order < 0 || (order === 0 && link.netns < peer.netns))
      relate(graph, [identities.interfaceKey(link), identities.interfaceKey(peer)], { kind: 'veth-peer' })
  }
}

/**
 * The other end of a pair: both name each other by namespace and ifindex. Where it could not be told in which namespace the
 * peer of one is, its ifindex has to do, if the other one alone says that it is its peer.
 */
export const peerOf = (link: LinkRecord, identities: Identities): LinkRecord | null => {
  if (!isEnd(link) || link.linkNetns === undefined) return null
  if (link.linkNetns === null) return claimantOf(link, identities)
  const peer = identities.link(link.linkNetns, link.link ?? 0)
  if (peer?.link !== link.ifindex || !isEnd(peer)) return null
  if (peer.linkNetns === null) return claimantOf(peer, identities) === link ? peer : null
  return peer.linkNetns === link.netns ? peer : null
}

/** The only link elsewhere that says that this one is its peer, and has the ifindex that this one says its peer has. */
const claimantOf = (link: LinkRecord, identities: Identities): LinkRecord | null => {
  const claimants = claimantsIn(identities.links).get(`${link.netns}/${link.ifindex}`) ?? []
  const [claimant, ...more] = claimants.filter(({ netns, ifindex }) => ifindex === link.link && netns !== link.netns)
  return claimant === undefined || more.length > 0 ? null : claimant
}

/** By namespace and ifindex of the peer that they name: the ends of pairs. */
const claimantsIn = remembered((links: readonly LinkRecord[]): ReadonlyMap<string, readonly LinkRecord[]> => {
  const claimants = new Map<string, LinkRecord[]>()
  for (const [, own] of eachNamespace(links))
    for (const lead of leadsIn(own)) {
      if (!lead.isEnd || !lead.linkNetns) continue
      const key = `${lead.linkNetns}/${lead.link}`
      const others = claimants.get(key)
      if (others === undefined) claimants.set(key, [lead.from])
      else others.push(lead.from)
    }
  return claimants
})
