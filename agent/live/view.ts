import type { Snapshot } from '../../collectors/snapshot.ts'
import { buildTopology } from '../topology/build.ts'
import type { Topology } from '../topology/graph.ts'

/** A snapshot and what is understood of it. The graph is built when first asked for, and once. */
export interface View {
  readonly snapshot: Snapshot
  readonly topology: Topology
}

export const viewOf = (snapshot: Snapshot): View => {
  let topology: Topology | undefined
  return {
    snapshot,
    get topology(): Topology {
      topology ??= buildTopology(snapshot)
      return topology
    },
  }
}
