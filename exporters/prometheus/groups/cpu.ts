import type { CgroupCpu } from '../../../collectors/cgroups/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Group } from '../group.ts'
import { containerMetric, containerTable, type Metric } from '../metric.ts'

const seconds = (name: string, help: string, read: (cpu: CgroupCpu) => Count | undefined): Metric =>
  containerMetric({
    name: `container_cpu_${name}_seconds_total`,
    type: 'counter',
    help,
    places: 9,
    value: ({ cgroup }) => cgroup?.cpu && read(cgroup.cpu),
  })

/** Only of containers with a quota: without one nothing is counted. */
const limited = (
  { name, help, places }: { name: string; help: string; places?: number },
  read: (cpu: CgroupCpu) => Count | undefined,
): Metric =>
  containerMetric({
    name: `container_cpu_cfs_${name}_total`,
    type: 'counter',
    help: `${help}, only of containers with a quota.`,
    ...(places !== undefined && { places }),
    value: ({ cgroup }) => (cgroup?.cpu?.quotaMicroseconds === undefined ? undefined : read(cgroup.cpu)),
  })

const total = { cpu: 'total' } as const

const metrics = [
  containerTable({
    name: 'container_cpu_usage_seconds_total',
    type: 'counter',
    help: 'Processor time used, on all processors together.',
    places: 9,
    labels: ['cpu'],
    each: ({ cgroup }) => {
      const value = cgroup?.cpu?.usageNanoseconds
      return value === undefined ? [] : [{ labels: total, value }]
    },
  }),
  seconds('user', 'Processor time used in programs.', (cpu) => cpu.userNanoseconds),
  seconds('system', 'Processor time used in the kernel.', (cpu) => cpu.systemNanoseconds),
  limited({ name: 'periods', help: 'Periods of the quota that began while there was work' }, (cpu) => cpu.periods),
  limited({ name: 'throttled_periods', help: 'Periods in which the quota was used up' }, (cpu) => cpu.throttledPeriods),
  limited(
    { name: 'throttled_seconds', help: 'How long processors were held back, added up', places: 9 },
    (cpu) => cpu.throttledNanoseconds,
  ),
  limited({ name: 'burst_periods', help: 'Periods in which more than the quota was used' }, (cpu) => cpu.bursts),
  limited(
    { name: 'burst_seconds', help: 'Processor time used beyond the quota', places: 9 },
    (cpu) => cpu.burstNanoseconds,
  ),
  containerMetric({
    name: 'netloupe_container_cpu_burst_limit_seconds',
    type: 'gauge',
    help: 'Processor time that may be saved for use beyond the quota (cpu.max.burst), only where it is set.',
    places: 6,
    value: ({ cgroup }) => cgroup?.cpu?.burstMicroseconds || undefined,
  }),
  containerMetric({
    name: 'netloupe_container_cpu_weight',
    type: 'gauge',
    help: 'Weight against its siblings, 1 to 10000, 100 unless set, 0 for those that run when nobody else does (v2).',
    value: ({ cgroup }) => cgroup?.cpu && (cgroup.cpu.idle ? 0 : cgroup.cpu.weight),
  }),
]

export const cpu: Group = { about: 'processor time and throttling', on: true, reads: ['cpu', 'machine'], metrics }
