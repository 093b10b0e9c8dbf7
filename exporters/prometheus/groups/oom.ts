import type { Group } from '../group.ts'
import { containerMetric } from '../metric.ts'

const metrics = [
  containerMetric({
    name: 'container_oom_events_total',
    type: 'counter',
    help: 'Processes killed for want of memory, in the container and, on version 2 of cgroups, below it (oom_kill).',
    // The root counts none but its own on version 1, and none at all on version 2 (memcg_memory_event()).
    value: ({ cgroup, container }) => (container === null ? undefined : cgroup?.memory?.events?.oomKill),
  }),
]

export const oom: Group = { about: 'processes killed for want of memory', on: true, reads: ['memory'], metrics }
