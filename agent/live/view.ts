import type { Snapshot } from '../../collectors/snapshot.ts'
import type { Usage } from '../../collectors/usage-record.ts'
import type { Audit } from '../isolation/finding.ts'
import { buildTopology } from '../topology/build.ts'
import type { Topology } from '../topology/graph.ts'

/** A snapshot, the newest counters, and what is understood of them. The graph is built when first asked for, and once. */
export interface View {
  readonly snapshot: Snapshot
  /** Null while nothing was counted yet. */
  readonly usage: Usage | null
  readonly topology: Topology
  /** The newest, which may be of an earlier look; null while there is none. */
  readonly audit: Audit | null
}

export const viewOf = (snapshot: Snapshot, usage: Usage | null = snapshot.usage ?? null): View => {
  let topology: Topology | undefined
  return {
    snapshot,
    usage,
    audit: null,
    get topology(): Topology {
      topology ??= buildTopology(snapshot)
      return topology
    },
  }
}

/** The same host with newer counters. */
export const withUsage = (view: View, usage: Usage | null): View => withParts(view, { usage })

/** The same host with a newer audit. */
export const withAudit = (view: View, audit: Audit | null): View => withParts(view, { audit })

const withParts = (view: View, newer: Partial<Pick<View, 'usage' | 'audit'>>): View => ({
  snapshot: view.snapshot,
  usage: view.usage,
  audit: view.audit,
  ...newer,
  get topology(): Topology {
    return view.topology
  },
})
