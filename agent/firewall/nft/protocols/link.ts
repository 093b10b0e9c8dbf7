import * as types from '../data-types.ts'
import { layers } from '../expression-tree.ts'
import { ip, ip6, networkOf } from './network.ts'
import { type Protocol, protocol } from './protocol.ts'

const { integer } = types

const tagged: ReadonlySet<number> = new Set([0x8100, 0x88a8])
const upper = (etherType: number): Protocol | undefined => (tagged.has(etherType) ? vlan : networkOf(etherType))

/** IEEE 802.1Q: the tag, as it follows the Ethernet header. */
export const vlan: Protocol = protocol(
  'vlan',
  layers.link,
  [
    ['pcp', integer, 0, 3],
    ['dei', integer, 3, 1],
    ['cfi', integer, 3, 1],
    ['id', integer, 4, 12],
    ['type', types.etherType, 16, 16],
  ],
  { tells: 'type', length: 32, upper },
)

export const ether = protocol(
  'ether',
  layers.link,
  [
    ['daddr', types.etherAddress, 0, 48],
    ['saddr', types.etherAddress, 48, 48],
    ['type', types.etherType, 96, 16],
  ],
  { tells: 'type', length: 112, upper },
)

/** Stands where tables see packets of several families: `meta nfproto` tells. */
export const inet = protocol('inet', layers.link, [], {
  upper: (nfproto) => (nfproto === 2 ? ip : nfproto === 10 ? ip6 : undefined),
})

/** Stands where tables see frames of any device: `meta protocol` tells. */
export const netdev = protocol('netdev', layers.link, [], { upper })

/** A protocol that we know is there, and nothing else of it. */
export const unknownProtocol = protocol('unknown', layers.device, [])
