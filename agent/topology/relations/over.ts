import { joinedIfindex, joinsOf } from '../../../collectors/netlink/link-kinds/index.ts'
import { relate } from '../graph.ts'
import type { Relation } from './index.ts'

/**
 * A device to the one below it: vlan, macvlan, ipvlan, vxlan and tunnels to their lower device, also across namespaces; a
 * bond (and any other master that is no bridge) to its members.
 */
export const over: Relation = (graph, { part, identities }) => {
  for (const link of part.links) {
    const key = identities.interfaceKey(link)
    const lower = joinsOf(link.info?.link) === 'lower' ? joinedIfindex(link) : null
    if (lower !== null && link.linkNetns)
      relate(graph, [key, identities.interfaceKey({ netns: link.linkNetns, ifindex: lower })], { kind: 'over' })
    if (link.master !== undefined && link.info?.port?.kind !== 'bridge')
      relate(graph, [identities.interfaceKey({ netns: link.netns, ifindex: link.master }), key], { kind: 'over' })
  }
}
