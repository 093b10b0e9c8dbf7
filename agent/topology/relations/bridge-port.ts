import type { LinkRecord } from '../../../collectors/links.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { relate } from '../graph.ts'
import type { Relation } from './index.ts'

/** A port to its bridge. */
export const bridgePort: Relation = (graph, { snapshot, identities, part }) => {
  const vlans = vlansByPort(snapshot)
  for (const link of part.links) {
    const port = link.info?.port
    if (port?.kind !== 'bridge' || link.master === undefined) continue
    const bridge = identities.interfaceKey({ netns: link.netns, ifindex: link.master })
    relate(graph, [identities.interfaceKey(link), bridge], {
      kind: 'bridge-port',
      state: port.data.state ?? 'unknown',
      vlans: vlans.get(portId(link)) ?? [],
      hairpin: port.data.hairpin === true,
      isolated: port.data.isolated === true,
    })
  }
}

const portId = ({ netns, ifindex }: Pick<LinkRecord, 'netns' | 'ifindex'>): string => `${netns}/${ifindex}`

/** VLANs as `bridge vlan` writes them: `1 PVID untagged`, `10-20`. */
const vlansByPort = ({ bridgeVlans }: Snapshot): ReadonlyMap<string, string[]> =>
  new Map(
    bridgeVlans.map((record) => [
      portId(record),
      (record.vlans ?? []).map(({ from, to, pvid, untagged }) =>
        [from === to ? `${from}` : `${from}-${to}`, pvid ? 'PVID' : '', untagged ? 'untagged' : '']
          .filter(Boolean)
          .join(' '),
      ),
    ]),
  )
