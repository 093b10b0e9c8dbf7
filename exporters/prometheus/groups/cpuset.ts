import type { Group } from '../group.ts'
import { containerMetric } from '../metric.ts'

const metrics = [
  containerMetric({
    name: 'netloupe_container_cpuset_cpus',
    type: 'gauge',
    help: 'How many processors it may run on.',
    value: ({ cgroup }) => cgroup?.cpuset?.cpuCount,
  }),
]

export const cpuset: Group = { about: 'processors that may be used', on: false, reads: ['cpuset'], metrics }
