import { tcpStateNames } from '../../../collectors/counters/record.ts'
import type { Group } from '../group.ts'
import { containerTable, type Metric } from '../metric.ts'

/** A gauge with a name of a counter, as cAdvisor has it. */
const row = (name: 'tcp' | 'tcp6', family: string): Metric =>
  containerTable({
    name: `container_network_${name}_usage_total`,
    type: 'gauge',
    help: `TCP sockets of ${family === 'ipv4' ? 'IPv4' : 'IPv6'} by state, once per network namespace.`,
    labels: ['tcp_state'],
    each: ({ tcpStates }) =>
      tcpStates
        .filter((states) => states.family === family)
        .flatMap(({ sockets }) =>
          sockets.map((value, at) => ({ labels: { tcp_state: tcpStateNames[at] ?? '' }, value })),
        ),
  })

const metrics = [row('tcp', 'ipv4'), row('tcp6', 'ipv6')]

export const tcp: Group = { about: 'TCP sockets by state', on: false, reads: ['tcpStates'], metrics }
