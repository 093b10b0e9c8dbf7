import type { Cgroup } from '../../../collectors/cgroups/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Group } from '../group.ts'
import { containerTable, type Metric } from '../metric.ts'
import { samples } from '../samples.ts'

type Resource = NonNullable<Cgroup['misc']>[number]

const row = (
  { name, type, help }: { name: string; type: 'gauge' | 'counter'; help: string },
  read: (resource: Resource) => Count | undefined,
): Metric =>
  containerTable({
    name,
    type,
    help,
    labels: ['resource'],
    each: ({ cgroup }) =>
      samples((cgroup?.misc ?? []).map((found) => [{ resource: found.resource }, read(found)] as const)),
  })

const metrics = [
  row(
    { name: 'netloupe_container_misc', type: 'gauge', help: 'Use of a resource of the misc controller.' },
    ({ current }) => current,
  ),
  row(
    { name: 'netloupe_container_misc_limit', type: 'gauge', help: 'Its limit, only where there is one.' },
    ({ limit }) => limit,
  ),
  row(
    { name: 'netloupe_container_misc_limit_hits_total', type: 'counter', help: 'How often the limit was reached.' },
    ({ limitHits }) => limitHits,
  ),
]

export const misc: Group = {
  about: 'resources of the misc controller, such as ids of encrypted guests',
  on: false,
  reads: ['misc'],
  metrics,
}
