import type { View } from '../../../agent/live/view.ts'
import { Identities } from '../../../agent/topology/identity.ts'
import { peerOf } from '../../../agent/topology/relations/veth-peer.ts'
import type { LinkRecord } from '../../../collectors/links.ts'
import { IFF_LOOPBACK } from '../../../collectors/netlink/messages/link.ts'
import { containerLabelNames, containerLabels } from '../container-labels.ts'
import { type Metric, metric, type Sample } from '../metric.ts'
import { networkOwners } from '../network-owners.ts'

type Counters = NonNullable<LinkRecord['stats64']>

/** Names, types, labels and values are those of cAdvisor; each namespace is counted once, which it gets wrong. */
const row = (name: string, what: string, read: (counters: Counters) => bigint): Metric =>
  metric({
    name: `container_network_${name}_total`,
    type: 'counter',
    help:
      `${what}, by interface, once per network namespace: for the container that the others joined. ` +
      'Containers in the network of the host have none; the host has the id /.',
    labels: ['id', 'name', 'image', 'interface', ...containerLabelNames],
    rows: (view) => samples(view, read),
  })

export const containerNetwork = [
  row('receive_bytes', 'Bytes received', ({ rxBytes }) => rxBytes),
  row('receive_packets', 'Packets received', ({ rxPackets }) => rxPackets),
  row('receive_errors', 'Errors while receiving', ({ rxErrors }) => rxErrors),
  // The drop column of /proc/net/dev, which cAdvisor reads, is the sum of both (net/core/net-procfs.c).
  row(
    'receive_packets_dropped',
    'Packets dropped while receiving',
    ({ rxDropped, rxMissedErrors }) => rxDropped + rxMissedErrors,
  ),
  row('transmit_bytes', 'Bytes sent', ({ txBytes }) => txBytes),
  row('transmit_packets', 'Packets sent', ({ txPackets }) => txPackets),
  row('transmit_errors', 'Errors while sending', ({ txErrors }) => txErrors),
  row('transmit_packets_dropped', 'Packets dropped while sending', ({ txDropped }) => txDropped),
]

const samples = ({ snapshot }: View, read: (counters: Counters) => bigint): Sample[] => {
  const root = snapshot.namespaces.find((namespace) => namespace.root)?.id
  const owners = networkOwners(snapshot)
  const identities = new Identities(snapshot)
  return snapshot.links.flatMap((link) => {
    const owner = owners.get(link.netns)
    const labels = owner ? containerLabels(owner) : link.netns === root ? { id: '/' } : null
    if (labels === null || link.stats64 === undefined || repeats(link)) return []
    if (link.netns === root && peerOf(link, identities) !== null) return []
    return [{ labels: { ...labels, interface: link.name ?? '' }, value: read(link.stats64) }]
  })
}

/**
 * Whether what passes a link passes another one of the same namespace too: a bridge, or a veth end that is a port of one. Of
 * the host every veth end does whose other end is known; in a container such an end is the way out.
 */
const repeats = ({ flags, info, master }: LinkRecord): boolean => {
  const kind = info?.link?.kind
  return (flags & IFF_LOOPBACK) !== 0 || kind === 'bridge' || (kind === 'veth' && master !== undefined)
}
