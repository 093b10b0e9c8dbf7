import type { Snapshot } from '../../collectors/snapshot.ts'
import type { Usage } from '../../collectors/usage-record.ts'
import { buildTopology } from '../topology/build.ts'
import type { Topology } from '../topology/graph.ts'

/** A snapshot, the newest counters, and what is understood of them. The graph is built when first asked for, and once. */
export interface View {
  readonly snapshot: Snapshot
  /** Null while nothing was counted yet. */
  readonly usage: Usage | null
  readonly topology: Topology
}

export const viewOf = (snapshot: Snapshot, usage: Usage | null = snapshot.usage ?? null): View => {
  let topology: Topology | undefined
  return {
    snapshot,
    usage,
    get topology(): Topology {
      topology ??= buildTopology(snapshot)
      return topology
    },
  }
}

/** The same host with newer counters. */
export const withUsage = (view: View, usage: Usage | null): View => ({
  snapshot: view.snapshot,
  usage,
  get topology(): Topology {
    return view.topology
  },
})
