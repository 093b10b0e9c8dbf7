import { hostEnds } from '../../reading/host-ends.ts'
import type { Group } from '../group.ts'
import { containerTable, type Metric } from '../metric.ts'
import { type Traffic, traffic } from '../traffic.ts'

const row = ({ name, what, read }: Traffic): Metric =>
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

export const hostend: Group = {
  about: 'traffic of containers as the other ends of their veth pairs count it',
  on: false,
  reads: ['interfaces'],
  metrics: traffic.map(row),
}
