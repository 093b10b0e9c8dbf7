import type { LinkRecord } from '../../../collectors/links.ts'
import { identitiesOf } from '../../topology/identity.ts'
import { peerOf } from '../../topology/relations/veth-peer.ts'
import type { Context } from '../context.ts'

/** An end of a veth pair that is not in the host's namespace, and the port of a bridge at the other end. */
export interface Attached {
  readonly inside: LinkRecord
  readonly port: LinkRecord
}

/** A bridge of the host, and what is attached to it by veth pairs. */
export interface Segment {
  readonly bridge: LinkRecord
  readonly attached: readonly Attached[]
}

/** The bridges to which something is attached that is not the host's. */
export const segmentsOf = ({ snapshot, hostNetns }: Context): readonly Segment[] => {
  const identities = identitiesOf(snapshot)
  const segments = new Map<LinkRecord, Attached[]>()
  for (const port of snapshot.links) {
    const bridge = port.master === undefined ? undefined : identities.link(port.netns, port.master)
    const inside = bridge?.info?.link?.kind === 'bridge' ? peerOf(port, identities) : null
    if (bridge === undefined || inside === null || hostNetns.has(inside.netns)) continue
    segments.set(bridge, [...(segments.get(bridge) ?? []), { inside, port }])
  }
  return [...segments].map(([bridge, attached]) => ({ bridge, attached }))
}

/** `eth0 in netns 4026532301` */
export const linkWords = ({ snapshot }: Context, { name, netns }: LinkRecord): string =>
  `${name ?? '?'} in netns ${snapshot.namespaces.find(({ id }) => id === netns)?.inode ?? netns}`
