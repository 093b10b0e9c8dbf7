import type { CgroupMemory } from '../../../collectors/cgroups/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { workingSet } from '../../reading/memory-figures.ts'
import type { Group } from '../group.ts'
import { containerMetric, containerTable, type Metric, type Sample } from '../metric.ts'
import { samples } from '../samples.ts'

type Read = (memory: CgroupMemory) => Count | undefined
type Stat = NonNullable<CgroupMemory['stat']>

const row = (type: 'gauge' | 'counter', { name, help }: { name: string; help: string }, read: Read): Metric =>
  containerMetric({ name, type, help, value: ({ cgroup }) => cgroup?.memory && read(cgroup.memory) })

/** Names of cAdvisor, some of which have no unit. */
const gauge = (name: string, help: string, read: Read): Metric =>
  row('gauge', { name: `container_memory_${name}`, help }, read)
const counter = (name: string, help: string, read: Read): Metric =>
  row('counter', { name: `container_memory_${name}`, help }, read)
/** Names of our own. */
const ownGauge = (name: string, help: string, read: Read): Metric =>
  row('gauge', { name: `netloupe_container_memory_${name}_bytes`, help }, read)

const metrics = [
  gauge('usage_bytes', 'Memory in use, page cache included.', ({ usageBytes }) => usageBytes),
  gauge('max_usage_bytes', 'The most memory that was ever in use.', ({ peakBytes }) => peakBytes),
  gauge('working_set_bytes', 'Memory in use without the inactive page cache.', workingSet),
  gauge('rss', 'Anonymous memory in bytes.', ({ stat }) => stat?.anonBytes),
  gauge('cache', 'Page cache in bytes, files in memory (tmpfs, shm) included.', ({ stat }) => stat?.fileBytes),
  gauge('mapped_file', 'Files mapped into memory, in bytes.', ({ stat }) => stat?.mappedFileBytes),
  gauge('swap', 'Swap in use, in bytes.', ({ swapBytes, stat }) => swapBytes ?? stat?.swapBytes),
  gauge('kernel_usage', 'Memory of the kernel in bytes.', ({ kernelBytes, stat }) => kernelBytes ?? stat?.kernelBytes),
  gauge('total_active_file_bytes', 'Page cache that was used lately.', ({ stat }) => stat?.activeFileBytes),
  gauge('total_inactive_file_bytes', 'Page cache that is first to be given up.', ({ stat }) => stat?.inactiveFileBytes),
  gauge('file_dirty_bytes', 'Page cache not yet written to disk.', ({ stat }) => stat?.dirtyFileBytes),
  gauge('file_writeback_bytes', 'Page cache being written to disk.', ({ stat }) => stat?.writebackFileBytes),
  counter('failcnt', 'How often the memory limit was reached.', ({ limitHits }) => limitHits),
  containerTable({
    name: 'container_memory_failures_total',
    type: 'counter',
    help: 'Page faults; of the container alone (version 1 of cgroups only), and with what is below it in the hierarchy.',
    labels: ['failure_type', 'scope'],
    each: ({ cgroup }) => (cgroup?.memory?.stat ? faults(cgroup.memory.stat) : []),
  }),
  counter('events_high_total', 'How often memory.high was exceeded.', ({ events }) => events?.high),
  counter('events_max_total', 'How often the memory limit was about to be exceeded.', ({ events }) => events?.max),
  counter('pgscan_total', 'Pages looked at to be given up.', ({ stat }) => stat?.pagesScanned),
  counter('pgsteal_total', 'Pages given up.', ({ stat }) => stat?.pagesReclaimed),
  counter('workingset_refault_file_total', 'Pages of files read again soon.', ({ stat }) => stat?.fileRefaults),
  counter(
    'workingset_refault_anon_total',
    'Anonymous pages read back from swap soon.',
    ({ stat }) => stat?.anonRefaults,
  ),
  ownGauge('socket', 'Buffers of sockets.', ({ stat }) => stat?.socketBytes),
  ownGauge('shared', 'Files in memory (tmpfs, shm, shared anonymous mappings).', ({ stat }) => stat?.sharedBytes),
  ownGauge('swap_peak', 'The most swap that was ever in use, once there was some.', (memory) =>
    memory.swapPeakBytes ? memory.swapPeakBytes : undefined,
  ),
  ownGauge('high', 'Above it allocations are slowed down (memory.high), only where set.', ({ highBytes }) => highBytes),
  ownGauge(
    'min',
    'Memory that is never taken away (memory.min), only where set.',
    ({ minBytes }) => minBytes || undefined,
  ),
  containerTable({
    name: 'netloupe_container_memory_events_total',
    type: 'counter',
    help:
      'Events of memory.events that have no metric of their own: low only with a reservation, oom and oom_group_kill ' +
      'once they happened. The others: container_memory_events_high_total, _max_total, container_oom_events_total.',
    labels: ['event'],
    each: ({ cgroup }) => (cgroup?.memory ? events(cgroup.memory) : []),
  }),
  containerTable({
    name: 'netloupe_container_memory_swap_events_total',
    type: 'counter',
    help: 'Events of memory.swap.events: a limit of swap reached (max), or no swap to be had (fail); only with a limit.',
    labels: ['event'],
    each: ({ cgroup }) => (cgroup?.memory?.swapLimitBytes === undefined ? [] : swapEvents(cgroup.memory)),
  }),
]

const faultLabels = {
  ownMinor: { failure_type: 'pgfault', scope: 'container' },
  ownMajor: { failure_type: 'pgmajfault', scope: 'container' },
  minor: { failure_type: 'pgfault', scope: 'hierarchy' },
  major: { failure_type: 'pgmajfault', scope: 'hierarchy' },
} as const

const faults = (stat: Stat): Sample<'failure_type' | 'scope'>[] =>
  samples([
    [faultLabels.ownMinor, stat.ownPageFaults],
    [faultLabels.ownMajor, stat.ownMajorPageFaults],
    [faultLabels.minor, stat.pageFaults],
    [faultLabels.major, stat.majorPageFaults],
  ])

const eventLabels = {
  low: { event: 'low' },
  oom: { event: 'oom' },
  groupKill: { event: 'oom_group_kill' },
  max: { event: 'max' },
  fail: { event: 'fail' },
} as const

const events = ({ events, reservationBytes }: CgroupMemory): Sample<'event'>[] =>
  samples([
    [eventLabels.low, reservationBytes ? events?.low : undefined],
    [eventLabels.oom, events?.oom || undefined],
    [eventLabels.groupKill, events?.oomGroupKill || undefined],
  ])

const swapEvents = ({ swapEvents }: CgroupMemory): Sample<'event'>[] =>
  samples([
    [eventLabels.max, swapEvents?.max],
    [eventLabels.fail, swapEvents?.fail],
  ])

export const memory: Group = {
  about: 'memory in use, page cache, swap, faults and reclaim',
  on: true,
  reads: ['memory', 'machine'],
  metrics,
}
