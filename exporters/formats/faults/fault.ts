import type { Topology } from '../../../agent/topology/graph.ts'

/** Something about a node that an operator must see. A fact of the graph, in words that are safe to show. */
export interface Fault {
  /** The node that it is about. */
  readonly key: string
  /** `broken`: does not work. `doubtful`: may be meant, or could not be seen. */
  readonly level: 'broken' | 'doubtful'
  /** Follows the name of the node: `is down`. */
  readonly text: string
}

/** What a fault is found in. */
export interface Ground {
  readonly topology: Topology
  readonly bridgeByNetwork: ReadonlyMap<string, string>
  /** Docker's bridges would be seen if they existed. */
  readonly engineSeen: boolean
}

export type FaultFinder = (ground: Ground) => Iterable<Fault>
