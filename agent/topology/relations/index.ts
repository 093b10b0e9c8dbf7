import type { Scene } from '../build.ts'
import type { Topology } from '../graph.ts'
import { attachedTo } from './attached-to.ts'
import { bridgePort } from './bridge-port.ts'
import { implementsNetwork } from './implements.ts'
import { inNetns } from './in.ts'
import { over } from './over.ts'
import { publishes } from './publishes.ts'
import { runsIn } from './runs-in.ts'
import { uplink } from './uplink.ts'
import { vethPeer } from './veth-peer.ts'

/** Finds one kind of edge. A file and a word each. */
export type Relation = (graph: Topology, scene: Scene) => void

export const relations = {
  'runs-in': runsIn,
  in: inNetns,
  'veth-peer': vethPeer,
  'bridge-port': bridgePort,
  over,
  'attached-to': attachedTo,
  implements: implementsNetwork,
  publishes,
  uplink,
} as const satisfies { readonly [kind: string]: Relation }
