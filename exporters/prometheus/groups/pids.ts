import type { Group } from '../group.ts'
import { containerMetric } from '../metric.ts'

const metrics = [
  containerMetric({
    name: 'container_threads',
    type: 'gauge',
    help: 'Threads of all processes.',
    value: ({ cgroup }) => cgroup?.pids?.current,
  }),
  containerMetric({
    name: 'container_threads_max',
    type: 'gauge',
    help: 'How many threads there may be, only where that is limited.',
    value: ({ cgroup }) => cgroup?.pids?.limit,
  }),
  containerMetric({
    name: 'netloupe_container_pids_limit_hits_total',
    type: 'counter',
    help: 'How often a process or thread could not be started because of the limit, only where there is one.',
    value: ({ cgroup }) => (cgroup?.pids?.limit === undefined ? undefined : cgroup.pids.limitHits),
  }),
]

export const pids: Group = { about: 'threads and their limit', on: true, reads: ['pids'], metrics }
