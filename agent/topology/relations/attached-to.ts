import { relate } from '../graph.ts'
import { containerKey, networkKey } from '../identity.ts'
import type { Relation } from './index.ts'

/** A container to each network that Docker attached it to. */
export const attachedTo: Relation = (graph, { part }) => {
  for (const { id, endpoints } of part.containers)
    for (const { networkId, ipv4, ipv4PrefixLength, ipv6, ipv6PrefixLength, mac, aliases } of endpoints) {
      const addresses = [
        ...(ipv4 === '' ? [] : [`${ipv4}/${ipv4PrefixLength}`]),
        ...(ipv6 === '' ? [] : [`${ipv6}/${ipv6PrefixLength}`]),
      ]
      relate(graph, [containerKey(id), networkKey(networkId)], { kind: 'attached-to', addresses, mac, aliases })
    }
}
