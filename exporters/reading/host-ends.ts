import type { View } from '../../agent/live/view.ts'
import { identitiesOf } from '../../agent/topology/identity.ts'
import { peerOf } from '../../agent/topology/relations/veth-peer.ts'
import type { InterfaceCounters } from '../../collectors/counters/record.ts'

/** Finds what the other end of a veth pair counted. */
export type HostEnds = (counters: InterfaceCounters) => InterfaceCounters | undefined

const known = new WeakMap<object, HostEnds>()

export const hostEnds = ({ snapshot, usage }: Pick<View, 'snapshot' | 'usage'>): HostEnds => {
  if (usage === null) return () => undefined
  const before = known.get(usage)
  if (before) return before
  const identities = identitiesOf(snapshot)
  const counters = Map.groupBy(usage.interfaces, ({ netns }) => netns)
  const ends: HostEnds = ({ netns, ifindex }) => {
    const link = identities.link(netns, ifindex)
    const peer = link && peerOf(link, identities)
    return peer ? counters.get(peer.netns)?.find((found) => found.ifindex === peer.ifindex) : undefined
  }
  known.set(usage, ends)
  return ends
}
