import type { CgroupCpu, CgroupMemory } from '../../../collectors/cgroups/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { memoryAndSwapLimit } from '../../reading/memory-figures.ts'
import type { Group } from '../group.ts'
import { containerMetric, type Metric } from '../metric.ts'

/** Dashboards divide by these figures, and expect 0 where nothing is limited. */
const memoryLimit = (name: string, help: string, read: (memory: CgroupMemory) => Count | undefined): Metric =>
  containerMetric({
    name: `container_spec_memory_${name}_bytes`,
    type: 'gauge',
    help: `${help}; 0 if there is none.`,
    value: ({ cgroup }) => (cgroup?.memory ? (read(cgroup.memory) ?? 0) : undefined),
  })

/** Only of containers whose processor time is limited. */
const quota = (name: string, help: string, read: (cpu: CgroupCpu) => Count | undefined): Metric =>
  containerMetric({
    name,
    type: 'gauge',
    help: `${help}, only of containers with a quota.`,
    value: ({ cgroup }) => (cgroup?.cpu?.quotaMicroseconds === undefined ? undefined : read(cgroup.cpu)),
  })

const metrics = [
  memoryLimit('limit', 'Memory limit; of the host its memory', ({ limitBytes }) => limitBytes),
  memoryLimit('swap_limit', 'Limit of memory and swap together', memoryAndSwapLimit),
  memoryLimit(
    'reservation_limit',
    'Memory that is taken from others first (v2 memory.low, v1 memory.soft_limit_in_bytes)',
    ({ reservationBytes }) => reservationBytes,
  ),
  quota('container_spec_cpu_quota', 'Processor time of a period in microseconds', (cpu) => cpu.quotaMicroseconds),
  quota('container_spec_cpu_period', 'Period of the quota in microseconds', (cpu) => cpu.periodMicroseconds),
  containerMetric({
    name: 'container_spec_cpu_shares',
    type: 'gauge',
    help: 'Shares of processor time: of version 1 of cgroups, or as Docker was told; version 2 has weights instead.',
    value: ({ cgroup, container }) => cgroup?.cpu && (cgroup.cpu.shares ?? container?.limits.cpuShares),
  }),
]

export const limits: Group = {
  about: 'limits of memory and processor time',
  on: true,
  reads: ['cpu', 'memory', 'machine'],
  metrics,
}
