import type { Group } from '../group.ts'
import { containerMetric } from '../metric.ts'

const metrics = [
  containerMetric({
    name: 'netloupe_container_frozen',
    type: 'gauge',
    help: '1 if all its processes are frozen, else 0.',
    value: ({ cgroup }) => cgroup?.freezer && (cgroup.freezer.frozen ? 1 : 0),
  }),
]

export const freezer: Group = { about: 'whether containers are frozen', on: false, reads: ['freezer'], metrics }
