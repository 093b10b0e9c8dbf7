import type { InterfaceCounters } from '../../../collectors/counters/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { sum } from '../../reading/count.ts'
import { hostEnds } from '../../reading/host-ends.ts'
import type { Group } from '../group.ts'
import { containerTable, type Metric } from '../metric.ts'

const row = (name: string, what: string, read: (counters: InterfaceCounters) => Count): Metric =>
  containerTable({
    name: `netloupe_container_network_host_end_${name}_total`,
    type: 'counter',
    help: `${what} by the other end of the container's interface, on the side of the host.`,
    labels: ['interface', 'host_interface'],
    each: ({ container, interfaces, view }) => {
      if (container === null) return []
      const ends = hostEnds(view)
      return interfaces.flatMap((own) => {
        const end = ends(own)
        return end ? [{ labels: { interface: own.name, host_interface: end.name }, value: read(end) }] : []
      })
    },
  })

const metrics = [
  row('receive_bytes', 'Bytes received', ({ rxBytes }) => rxBytes),
  row('receive_packets', 'Packets received', ({ rxPackets }) => rxPackets),
  row('receive_errors', 'Errors while receiving', ({ rxErrors }) => rxErrors),
  row('receive_packets_dropped', 'Packets dropped while receiving', ({ rxDropped, rxMissedErrors }) =>
    sum(rxDropped, rxMissedErrors),
  ),
  row('transmit_bytes', 'Bytes sent', ({ txBytes }) => txBytes),
  row('transmit_packets', 'Packets sent', ({ txPackets }) => txPackets),
  row('transmit_errors', 'Errors while sending', ({ txErrors }) => txErrors),
  row('transmit_packets_dropped', 'Packets dropped while sending', ({ txDropped }) => txDropped),
]

export const hostend: Group = {
  about: 'traffic of containers as the other ends of their veth pairs count it',
  on: false,
  reads: ['interfaces'],
  metrics,
}
