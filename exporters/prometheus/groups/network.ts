import type { Group } from '../group.ts'
import { containerTable, type Metric } from '../metric.ts'
import { type Traffic, traffic } from '../traffic.ts'

/** Names, types, labels and values are those of cAdvisor; each namespace is counted once, which it gets wrong. */
const row = ({ name, what, read }: Traffic): Metric =>
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

export const network: Group = {
  about: 'traffic of interfaces, as containers see it',
  on: true,
  reads: ['interfaces'],
  metrics: traffic.map(row),
}
