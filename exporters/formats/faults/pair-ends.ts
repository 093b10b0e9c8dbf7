import { follow, node, nodes } from '../reading/follow.ts'
import { isPairKind, peerKey } from '../reading/peer.ts'
import type { Fault, FaultFinder } from './fault.ts'

/** A veth whose other end is not known, or has another MTU: large packets are then lost without a word. */
export const pairEnds: FaultFinder = ({ topology }) =>
  nodes(topology, 'interface').flatMap(({ key, attributes }): Fault[] => {
    if (!isPairKind(attributes)) return []
    if (peerKey(topology, key) === null)
      return [{ key, level: 'doubtful', text: 'has another end that could not be seen' }]
    return follow(topology, key, 'veth-peer').flatMap((peer) => {
      const mtu = node(topology, peer.key, 'interface')?.mtu
      if (mtu === undefined || mtu === attributes.mtu) return []
      return [{ key, level: 'doubtful', text: `has mtu ${attributes.mtu}, its other end ${mtu}` } as const]
    })
  })
