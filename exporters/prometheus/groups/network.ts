import type { InterfaceCounters } from '../../../collectors/counters/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { sum } from '../../reading/count.ts'
import type { Group } from '../group.ts'
import { containerTable, type Metric } from '../metric.ts'

/** Names, types, labels and values are those of cAdvisor; each namespace is counted once, which it gets wrong. */
const row = (name: string, what: string, read: (counters: InterfaceCounters) => Count): Metric =>
  containerTable({
    name: `container_network_${name}_total`,
    type: 'counter',
    help:
      `${what}, by interface, once per network namespace: for the container that the others joined. ` +
      'Containers in the network of the host have none; the host has the id /.',
    labels: ['interface'],
    each: ({ interfaces }) =>
      interfaces.map((counters) => ({ labels: { interface: counters.name }, value: read(counters) })),
  })

const metrics = [
  row('receive_bytes', 'Bytes received', ({ rxBytes }) => rxBytes),
  row('receive_packets', 'Packets received', ({ rxPackets }) => rxPackets),
  row('receive_errors', 'Errors while receiving', ({ rxErrors }) => rxErrors),
  // The drop column of /proc/net/dev, which cAdvisor reads, is the sum of both (net/core/net-procfs.c).
  row('receive_packets_dropped', 'Packets dropped while receiving', ({ rxDropped, rxMissedErrors }) =>
    sum(rxDropped, rxMissedErrors),
  ),
  row('transmit_bytes', 'Bytes sent', ({ txBytes }) => txBytes),
  row('transmit_packets', 'Packets sent', ({ txPackets }) => txPackets),
  row('transmit_errors', 'Errors while sending', ({ txErrors }) => txErrors),
  row('transmit_packets_dropped', 'Packets dropped while sending', ({ txDropped }) => txDropped),
]

export const network: Group = {
  about: 'traffic of interfaces, as containers see it',
  on: true,
  reads: ['interfaces'],
  metrics,
}
