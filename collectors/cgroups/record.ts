import { count, flag, type Infer, integer, list, optional, record, text } from '../wire/shape.ts'

/**
 * What the controllers say of one cgroup. A field is absent where this kernel, this version of cgroups or this cgroup has
 * no such file or line, and a limit also where nothing is limited: nothing is ever reported as 0 because it is unknown.
 * Names are those of version 2 where both have a thing (Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/).
 */

/** v2 `cpu.stat`, `cpu.max`, `cpu.weight`, …; v1 `cpuacct.usage`, `cpuacct.stat`, `cpu.stat`, `cpu.cfs_*`, `cpu.shares`. */
export const cpuShape = record({
  usageNanoseconds: optional(count),
  /** v1 counts in ticks of 10 ms (USER_HZ). */
  userNanoseconds: optional(count),
  systemNanoseconds: optional(count),
  /** Periods of the quota: how many there were, and in how many of them it was used up. */
  periods: optional(count),
  throttledPeriods: optional(count),
  throttledNanoseconds: optional(count),
  /** Periods in which more than the quota was used, out of what had been saved (5.14). */
  bursts: optional(count),
  burstNanoseconds: optional(count),
  /** Absent: no quota. */
  quotaMicroseconds: optional(count),
  periodMicroseconds: optional(count),
  burstMicroseconds: optional(count),
  /** v1: 2 to 262144, 1024 by default. */
  shares: optional(count),
  /** v2: 1 to 10000, 100 by default. */
  weight: optional(count),
  /** SCHED_IDLE for the whole cgroup (5.15). */
  idle: optional(flag),
})

/** `memory.stat`, by the names of v2; v1 has `rss` for `anon`, `cache` for `file`, and `total_*` with what is below. */
export const memoryStatShape = record({
  anonBytes: optional(count),
  fileBytes: optional(count),
  mappedFileBytes: optional(count),
  sharedBytes: optional(count),
  activeAnonBytes: optional(count),
  inactiveAnonBytes: optional(count),
  activeFileBytes: optional(count),
  inactiveFileBytes: optional(count),
  unevictableBytes: optional(count),
  dirtyFileBytes: optional(count),
  writebackFileBytes: optional(count),
  swapBytes: optional(count),
  kernelBytes: optional(count),
  kernelStackBytes: optional(count),
  pageTablesBytes: optional(count),
  slabBytes: optional(count),
  socketBytes: optional(count),
  anonHugeBytes: optional(count),
  pageFaults: optional(count),
  majorPageFaults: optional(count),
  /** v1 only: of this cgroup without those below. */
  ownPageFaults: optional(count),
  ownMajorPageFaults: optional(count),
  pagesScanned: optional(count),
  pagesReclaimed: optional(count),
  anonRefaults: optional(count),
  fileRefaults: optional(count),
})

/** `memory.events`; v1 has only `oom_kill`, in `memory.oom_control` (4.13). Those below are counted too. */
export const memoryEventsShape = record({
  low: optional(count),
  high: optional(count),
  max: optional(count),
  oom: optional(count),
  oomKill: optional(count),
  oomGroupKill: optional(count),
})

export const memoryShape = record({
  usageBytes: optional(count),
  /** v2 since 5.19. */
  peakBytes: optional(count),
  limitBytes: optional(count),
  /** v2 only: above it, allocations are slowed down. */
  highBytes: optional(count),
  /** v1 `memory.soft_limit_in_bytes`, v2 `memory.low`. */
  reservationBytes: optional(count),
  /** v2 only. */
  minBytes: optional(count),
  swapBytes: optional(count),
  swapPeakBytes: optional(count),
  /** v2 only: of swap alone. */
  swapLimitBytes: optional(count),
  /** v1 only: of memory and swap together. */
  memoryAndSwapLimitBytes: optional(count),
  kernelBytes: optional(count),
  /** How often the limit was hit: v1 `memory.failcnt`, v2 `max` of `memory.events`. */
  limitHits: optional(count),
  stat: optional(memoryStatShape),
  events: optional(memoryEventsShape),
  swapEvents: optional(record({ high: optional(count), max: optional(count), fail: optional(count) })),
})

/**
 * One block device: v2 `io.stat`, v1 `blkio.*_recursive`, else `blkio.throttle.*_recursive`, else without `_recursive`.
 * A device that nothing was done to has no entry.
 */
export const ioDeviceShape = record({
  major: integer,
  minor: integer,
  /** Its name below `/dev`, by sysfs; empty for one that is gone. */
  device: text,
  readBytes: optional(count),
  writeBytes: optional(count),
  discardBytes: optional(count),
  readOperations: optional(count),
  writeOperations: optional(count),
  discardOperations: optional(count),
  /** Only with the io.cost controller. */
  costUsageMicroseconds: optional(count),
  costWaitMicroseconds: optional(count),
  costIndebtMicroseconds: optional(count),
  costIndelayMicroseconds: optional(count),
})

export const pidsShape = record({
  /** Threads, too: what the kernel calls a task. */
  current: optional(count),
  peak: optional(count),
  limit: optional(count),
  /** `max` of `pids.events`: how often a fork failed because of the limit. */
  limitHits: optional(count),
})

/** How long some, or all, of its tasks waited for a resource (`total` of `*.pressure`, v2 only). `irq` has only `full` (6.1). */
export const stallShape = record({ someMicroseconds: optional(count), fullMicroseconds: optional(count) })

export const pressureShape = record({
  cpu: optional(stallShape),
  memory: optional(stallShape),
  io: optional(stallShape),
  irq: optional(stallShape),
})

export const cpusetShape = record({
  /** In force, as the kernel lists them: `0-3,8`. */
  cpus: text,
  mems: text,
  cpuCount: integer,
})

export const hugetlbShape = record({
  /** As the files are named: `2MB`, `1GB`. */
  pageSize: text,
  usageBytes: optional(count),
  peakBytes: optional(count),
  limitBytes: optional(count),
  limitHits: optional(count),
})

export const rdmaShape = record({
  device: text,
  handles: optional(count),
  objects: optional(count),
  handleLimit: optional(count),
  objectLimit: optional(count),
})

export const miscShape = record({
  resource: text,
  current: optional(count),
  peak: optional(count),
  limit: optional(count),
  limitHits: optional(count),
})

export const cgroupFields = {
  /** The container whose own cgroup this is; absent for the root of the host. */
  container: optional(text),
  /** Path in the hierarchy, as the container's record has it; `/` for the root. */
  path: text,
  cpu: optional(cpuShape),
  memory: optional(memoryShape),
  io: optional(list(ioDeviceShape)),
  pids: optional(pidsShape),
  pressure: optional(pressureShape),
  cpuset: optional(cpusetShape),
  hugetlb: optional(list(hugetlbShape)),
  rdma: optional(list(rdmaShape)),
  misc: optional(list(miscShape)),
  /** v2 `cgroup.events`, v1 `freezer.state`. */
  freezer: optional(record({ frozen: flag })),
} as const

export const cgroupShape = record(cgroupFields)

export type Cgroup = Infer<typeof cgroupShape>
export type CgroupCpu = Infer<typeof cpuShape>
export type CgroupMemory = Infer<typeof memoryShape>
export type IoDevice = Infer<typeof ioDeviceShape>

/** Which parts of a cgroup can be read, or left alone: the optional fields above. */
export const cgroupParts = [
  'cpu',
  'memory',
  'io',
  'pids',
  'pressure',
  'cpuset',
  'hugetlb',
  'rdma',
  'misc',
  'freezer',
] as const
export type CgroupPart = (typeof cgroupParts)[number]
