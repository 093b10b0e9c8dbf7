import { DecodeError } from '../../wire/error.ts'
import { type Content, counted, countIn, fields, limited, limitOf, numberOf, textOf } from '../content.ts'
import { keyed } from '../keyed.ts'
import type { CgroupCpu } from '../record.ts'
import type { CgroupFile, Controller } from './controller.ts'

const file = (name: string, parse: (content: Content) => CgroupCpu): CgroupFile => ({
  name,
  read: (content, cgroup) => {
    cgroup.cpu = Object.assign(cgroup.cpu ?? {}, parse(content))
  },
})

/** USER_HZ is 100 on x86-64 and arm64, whatever the kernel's own HZ is. */
const nanosecondsPerTick = 10_000_000

/** `cpu.max`: quota or `max`, then the period, in microseconds. */
const quotaAndPeriod = (content: Content): CgroupCpu => {
  const [quota = '', period = '', ...more] = textOf(content).split(' ')
  if (more.length > 0) throw new DecodeError('expected a quota and a period', 0)
  return { ...fields('quotaMicroseconds', limitOf(quota)), periodMicroseconds: countIn(period) }
}

const idle = file('cpu.idle', (content) => ({ idle: numberOf(content) !== 0 }))

/** Documentation/admin-guide/cgroup-v1/cpuacct.rst, Documentation/scheduler/sched-bwc.rst; cgroup-v2.rst, "CPU". */
export const cpu: Controller = {
  part: 'cpu',
  version1: [
    {
      controller: 'cpuacct',
      files: [
        file('cpuacct.usage', counted('usageNanoseconds')),
        file(
          'cpuacct.stat',
          keyed({
            user: { field: 'userNanoseconds', times: nanosecondsPerTick },
            system: { field: 'systemNanoseconds', times: nanosecondsPerTick },
          }),
        ),
      ],
    },
    {
      controller: 'cpu',
      files: [
        file(
          'cpu.stat',
          keyed({
            nr_periods: 'periods',
            nr_throttled: 'throttledPeriods',
            throttled_time: 'throttledNanoseconds',
            nr_bursts: 'bursts',
            burst_time: 'burstNanoseconds',
          }),
        ),
        file('cpu.cfs_quota_us', limited('quotaMicroseconds')),
        file('cpu.cfs_period_us', counted('periodMicroseconds')),
        file('cpu.cfs_burst_us', counted('burstMicroseconds')),
        file('cpu.shares', counted('shares')),
        idle,
      ],
    },
  ],
  version2: [
    {
      // Every cgroup has it; the controller only adds lines.
      controller: '',
      files: [
        file(
          'cpu.stat',
          keyed({
            usage_usec: { field: 'usageNanoseconds', times: 1000 },
            user_usec: { field: 'userNanoseconds', times: 1000 },
            system_usec: { field: 'systemNanoseconds', times: 1000 },
            nr_periods: 'periods',
            nr_throttled: 'throttledPeriods',
            throttled_usec: { field: 'throttledNanoseconds', times: 1000 },
            nr_bursts: 'bursts',
            burst_usec: { field: 'burstNanoseconds', times: 1000 },
          }),
        ),
      ],
    },
    {
      controller: 'cpu',
      files: [
        // 0 in a cgroup that is idle.
        file('cpu.weight', counted('weight')),
        file('cpu.max', quotaAndPeriod),
        file('cpu.max.burst', counted('burstMicroseconds')),
        idle,
      ],
    },
  ],
}
