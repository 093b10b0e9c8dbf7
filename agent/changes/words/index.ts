import type { EdgeKind, NodeKind } from '../../topology/graph.ts'
import { attachedTo } from './attached-to.ts'
import { bridgePort } from './bridge-port.ts'
import { container } from './container.ts'
import { host } from './host.ts'
import { implementsNetwork } from './implements.ts'
import { networkInterface } from './interface.ts'
import { netns } from './netns.ts'
import { network } from './network.ts'
import { over } from './over.ts'
import { publishes } from './publishes.ts'
import { uplink } from './uplink.ts'
import { vethPeer } from './veth-peer.ts'
import type { Words } from './words.ts'

/** What these come and go with says it: an interface is always in its namespace, of a port `publishes` tells. */
export const silentKinds = ['port', 'world', 'runs-in', 'in'] as const satisfies readonly (NodeKind | EdgeKind)[]

/** How each other kind of node and edge is told of. */
export const words = {
  host,
  netns,
  container,
  interface: networkInterface,
  network,
  'veth-peer': vethPeer,
  'bridge-port': bridgePort,
  over,
  'attached-to': attachedTo,
  implements: implementsNetwork,
  publishes,
  uplink,
} as const satisfies { readonly [K in Exclude<NodeKind | EdgeKind, (typeof silentKinds)[number]>]: Words }
