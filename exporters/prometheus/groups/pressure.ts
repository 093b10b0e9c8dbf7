import type { Cgroup } from '../../../collectors/cgroups/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Group } from '../group.ts'
import { containerMetric, type Metric } from '../metric.ts'

type Pressure = NonNullable<Cgroup['pressure']>

const row = ({ name, help }: { name: string; help: string }, read: (pressure: Pressure) => Count | undefined): Metric =>
  containerMetric({
    name: `${name}_seconds_total`,
    type: 'counter',
    help,
    places: 6,
    value: ({ cgroup }) => cgroup?.pressure && read(cgroup.pressure),
  })

const both = (resource: 'cpu' | 'memory' | 'io', what: string): Metric[] => [
  row(
    { name: `container_pressure_${resource}_waiting`, help: `Time in which some tasks waited for ${what}.` },
    (pressure) => pressure[resource]?.someMicroseconds,
  ),
  row(
    { name: `container_pressure_${resource}_stalled`, help: `Time in which all tasks waited for ${what}.` },
    (pressure) => pressure[resource]?.fullMicroseconds,
  ),
]

const metrics = [
  ...both('cpu', 'a processor'),
  ...both('memory', 'memory'),
  ...both('io', 'a disk'),
  row(
    { name: 'netloupe_container_pressure_irq_stalled', help: 'Time in which all tasks waited for interrupts.' },
    (pressure) => pressure.irq?.fullMicroseconds,
  ),
]

export const pressure: Group = {
  about: 'time spent waiting for processors, memory, disks and interrupts (PSI)',
  on: true,
  reads: ['pressure'],
  metrics,
}
