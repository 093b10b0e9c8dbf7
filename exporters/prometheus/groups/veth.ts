import { identitiesOf } from '../../../agent/topology/identity.ts'
import { peerOf } from '../../../agent/topology/relations/veth-peer.ts'
import type { LinkRecord } from '../../../collectors/links.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { hostNamespaces } from '../../reading/host-namespaces.ts'
import type { Group } from '../group.ts'
import { metric } from '../metric.ts'
import { netnsLabels } from '../netns-labels.ts'
import { networkOwners } from '../network-owners.ts'

const metrics = [
  metric({
    name: 'netloupe_veth_info',
    type: 'gauge',
    help:
      'A veth pair between two network namespaces: the end on the side of the host, and the end on the side of the ' +
      'container (empty if none is there); namespaces by inode; always 1.',
    labels: [
      'host_netns',
      'host_ifindex',
      'host_interface',
      'container_netns',
      'container_ifindex',
      'container_interface',
      'container',
    ],
    rows: ({ snapshot }) => {
      const netnsOf = netnsLabels(snapshot)
      const owners = networkOwners(snapshot)
      return pairs(snapshot, owners).map(({ near, far }) => ({
        labels: {
          host_netns: netnsOf(near.netns),
          host_ifindex: near.ifindex,
          host_interface: near.name ?? '',
          container_netns: netnsOf(far.netns),
          container_ifindex: far.ifindex,
          container_interface: far.name ?? '',
          container: owners.get(far.netns)?.name ?? '',
        },
        value: 1,
      }))
    },
  }),
]

/**
 * The pairs whose ends are in different namespaces, each once. The near end is the one in a namespace of the host, else the
 * one on a bridge, else the one without a container, else the one in the namespace of lower inode.
 */
const pairs = (
  snapshot: Snapshot,
  owners: ReturnType<typeof networkOwners>,
): { near: LinkRecord; far: LinkRecord }[] => {
  const identities = identitiesOf(snapshot)
  const hosts = hostNamespaces(snapshot)
  const rank = ({ netns, master }: LinkRecord): number => {
    const host = hosts.indexOf(netns)
    if (host >= 0) return host - hosts.length
    if (master !== undefined) return 0
    return owners.has(netns) ? 2 : 1
  }
  return snapshot.links.flatMap((link) => {
    const peer = peerOf(link, identities)
    if (peer === null || peer.netns === link.netns) return []
    const order = rank(link) - rank(peer) || identities.inode(link.netns) - identities.inode(peer.netns)
    return order < 0 ? [{ near: link, far: peer }] : []
  })
}

export const veth: Group = { about: 'which veth pair belongs to which container', on: true, reads: [], metrics }
