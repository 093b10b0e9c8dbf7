import type { NodeAttributes, Topology } from '../../../agent/topology/graph.ts'
import { nameOf } from '../../../exporters/formats/reading/name-of.ts'

/** What is known of a node, or was when it was there the last time. */
export interface LastSeen {
  readonly key: string
  readonly title: string
  readonly attributes: NodeAttributes
  /** Milliseconds since 1970 by this machine's clock; null while it is there. */
  readonly goneAt: number | null
}

/** @param before the answer to the same question a moment ago */
export const lastSeen = (
  topology: Topology | null,
  key: string | null,
  before: LastSeen | null,
  now: number,
): LastSeen | null => {
  if (topology === null || key === null) return null
  if (topology.hasNode(key))
    return { key, title: nameOf(topology, key), attributes: topology.getNodeAttributes(key), goneAt: null }
  return before?.key === key ? { ...before, goneAt: before.goneAt ?? now } : null
}
