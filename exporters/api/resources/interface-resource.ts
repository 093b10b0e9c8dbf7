import type { NodeOf } from '../../../agent/topology/graph.ts'
import { peerOf } from '../../../agent/topology/relations/veth-peer.ts'
import type { LinkRecord } from '../../../collectors/links.ts'
import { joinsOf } from '../../../collectors/netlink/link-kinds/index.ts'
import type { Interface } from '../schemas/interface.ts'
import type { LinkReference } from '../schemas/link-reference.ts'
import type { Inventory } from './inventory.ts'

export const interfaceResource = (link: LinkRecord, inventory: Inventory): Interface => {
  const { type, mac, mtu, up, operState, addresses, alias, altNames, counters, details } = interfaceNode(
    link,
    inventory,
  )
  const { netns, link: lower, linkNetns } = link
  const isOver = joinsOf(link.info?.link) === 'lower' && lower !== undefined && lower !== 0 && linkNetns
  return {
    ...linkReference(link, inventory),
    containers: inventory.containersIn(netns).map(({ name }) => name),
    type,
    mac,
    mtu,
    up,
    operState,
    addresses,
    alias,
    altNames,
    master: link.master === undefined ? null : knownLink({ netns, ifindex: link.master }, inventory),
    peer: peerReference(link, inventory),
    over: isOver ? knownLink({ netns: linkNetns, ifindex: lower }, inventory) : null,
    counters,
    details,
  }
}

/** What the graph says of an interface. */
export const interfaceNode = (link: LinkRecord, { identities, topology }: Inventory): NodeOf<'interface'> => {
  const key = identities.interfaceKey(link)
  const node = topology.getNodeAttributes(key)
  if (node.kind !== 'interface') throw new Error(`${key} is the key of a ${node.kind}, not of an interface`)
  return node
}

export const linkReference = (link: LinkRecord, { identities, namespace }: Inventory): LinkReference => ({
  key: identities.interfaceKey(link),
  name: link.name ?? '',
  ifindex: link.ifindex,
  netns: namespace(link.netns)?.inode ?? null,
  netnsId: link.netns,
})

export const peerReference = (link: LinkRecord, inventory: Inventory): LinkReference | null => {
  const peer = peerOf(link, inventory.identities)
  return peer === null ? null : linkReference(peer, inventory)
}

const knownLink = (at: { netns: string; ifindex: number }, inventory: Inventory): LinkReference | null => {
  const link = inventory.identities.link(at.netns, at.ifindex)
  return link === undefined ? null : linkReference(link, inventory)
}
