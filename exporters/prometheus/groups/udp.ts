import type { Group } from '../group.ts'
import { containerTable, type Metric } from '../metric.ts'

/** Unlike things in one gauge that is named like a counter, as cAdvisor has it. */
const row = (name: 'udp' | 'udp6', family: string): Metric =>
  containerTable({
    name: `container_network_${name}_usage_total`,
    type: 'gauge',
    help: `UDP sockets of ${family === 'ipv4' ? 'IPv4' : 'IPv6'}, their drops and the bytes in their queues, once per network namespace.`,
    labels: ['udp_state'],
    each: ({ udpQueues }) =>
      udpQueues
        .filter((queues) => queues.family === family)
        .flatMap(({ sockets, dropped, receiveQueueBytes, sendQueueBytes }) => [
          { labels: { udp_state: 'listen' }, value: sockets },
          { labels: { udp_state: 'dropped' }, value: dropped },
          { labels: { udp_state: 'rxqueued' }, value: receiveQueueBytes },
          { labels: { udp_state: 'txqueued' }, value: sendQueueBytes },
        ]),
  })

const metrics = [row('udp', 'ipv4'), row('udp6', 'ipv6')]

export const udp: Group = { about: 'UDP sockets and their queues', on: false, reads: ['udpQueues'], metrics }
