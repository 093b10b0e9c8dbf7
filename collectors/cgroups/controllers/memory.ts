import { type Content, counted, limited } from '../content.ts'
import { keyed } from '../keyed.ts'
import type { CgroupMemory } from '../record.ts'
import type { CgroupFile, Controller } from './controller.ts'

const file = (name: string, parse: (content: Content) => CgroupMemory): CgroupFile => ({
  name,
  read: (content, cgroup) => {
    cgroup.memory = Object.assign(cgroup.memory ?? {}, parse(content))
  },
})

/** Version 1: `total_` is with the cgroups below. What is of this one alone stands in where a kernel has no `total_`. */
const stat1 = keyed({
  cache: 'fileBytes',
  rss: 'anonBytes',
  rss_huge: 'anonHugeBytes',
  shmem: 'sharedBytes',
  mapped_file: 'mappedFileBytes',
  dirty: 'dirtyFileBytes',
  writeback: 'writebackFileBytes',
  swap: 'swapBytes',
  inactive_anon: 'inactiveAnonBytes',
  active_anon: 'activeAnonBytes',
  inactive_file: 'inactiveFileBytes',
  active_file: 'activeFileBytes',
  unevictable: 'unevictableBytes',
  pgfault: 'ownPageFaults',
  pgmajfault: 'ownMajorPageFaults',
  total_cache: 'fileBytes',
  total_rss: 'anonBytes',
  total_rss_huge: 'anonHugeBytes',
  total_shmem: 'sharedBytes',
  total_mapped_file: 'mappedFileBytes',
  total_dirty: 'dirtyFileBytes',
  total_writeback: 'writebackFileBytes',
  total_swap: 'swapBytes',
  total_inactive_anon: 'inactiveAnonBytes',
  total_active_anon: 'activeAnonBytes',
  total_inactive_file: 'inactiveFileBytes',
  total_active_file: 'activeFileBytes',
  total_unevictable: 'unevictableBytes',
  total_pgfault: 'pageFaults',
  total_pgmajfault: 'majorPageFaults',
  // One number for files alone before 5.9.
  total_workingset_refault: 'fileRefaults',
  total_workingset_refault_file: 'fileRefaults',
  total_workingset_refault_anon: 'anonRefaults',
})

/** Version 2: all numbers are with the cgroups below. */
const stat2 = keyed({
  anon: 'anonBytes',
  file: 'fileBytes',
  kernel: 'kernelBytes',
  kernel_stack: 'kernelStackBytes',
  pagetables: 'pageTablesBytes',
  sock: 'socketBytes',
  shmem: 'sharedBytes',
  file_mapped: 'mappedFileBytes',
  file_dirty: 'dirtyFileBytes',
  file_writeback: 'writebackFileBytes',
  anon_thp: 'anonHugeBytes',
  inactive_anon: 'inactiveAnonBytes',
  active_anon: 'activeAnonBytes',
  inactive_file: 'inactiveFileBytes',
  active_file: 'activeFileBytes',
  unevictable: 'unevictableBytes',
  slab: 'slabBytes',
  pgfault: 'pageFaults',
  pgmajfault: 'majorPageFaults',
  pgscan: 'pagesScanned',
  pgsteal: 'pagesReclaimed',
  workingset_refault: 'fileRefaults',
  workingset_refault_file: 'fileRefaults',
  workingset_refault_anon: 'anonRefaults',
})

const oomControl = keyed({ oom_kill: 'oomKill' })

const events = keyed({
  low: 'low',
  high: 'high',
  max: 'max',
  oom: 'oom',
  oom_kill: 'oomKill',
  oom_group_kill: 'oomGroupKill',
})

const swapEvents = keyed({ high: 'high', max: 'max', fail: 'fail' })

/** Documentation/admin-guide/cgroup-v1/memory.rst; cgroup-v2.rst, "Memory". */
export const memory: Controller = {
  part: 'memory',
  version1: [
    {
      controller: 'memory',
      files: [
        file('memory.usage_in_bytes', counted('usageBytes')),
        file('memory.max_usage_in_bytes', counted('peakBytes')),
        file('memory.limit_in_bytes', limited('limitBytes')),
        file('memory.soft_limit_in_bytes', limited('reservationBytes')),
        // Only with swap accounting (`swapaccount=1` before 5.8 on some distributions).
        file('memory.memsw.limit_in_bytes', limited('memoryAndSwapLimitBytes')),
        file('memory.kmem.usage_in_bytes', counted('kernelBytes')),
        file('memory.failcnt', counted('limitHits')),
        file('memory.stat', (content) => {
          const stat = stat1(content)
          return stat.swapBytes === undefined ? { stat } : { stat, swapBytes: stat.swapBytes }
        }),
        file('memory.oom_control', (content) => {
          const found = oomControl(content)
          return found.oomKill === undefined ? {} : { events: found }
        }),
      ],
    },
  ],
  version2: [
    {
      controller: 'memory',
      files: [
        // The only one that the root has, too.
        file('memory.stat', (content) => {
          const stat = stat2(content)
          return stat.kernelBytes === undefined ? { stat } : { stat, kernelBytes: stat.kernelBytes }
        }),
        file('memory.current', counted('usageBytes')),
        file('memory.peak', counted('peakBytes')),
        file('memory.max', limited('limitBytes')),
        file('memory.high', limited('highBytes')),
        file('memory.low', limited('reservationBytes')),
        file('memory.min', limited('minBytes')),
        file('memory.swap.current', counted('swapBytes')),
        file('memory.swap.peak', counted('swapPeakBytes')),
        file('memory.swap.max', limited('swapLimitBytes')),
        file('memory.events', (content) => {
          const found = events(content)
          return found.max === undefined ? { events: found } : { events: found, limitHits: found.max }
        }),
        file('memory.swap.events', (content) => ({ swapEvents: swapEvents(content) })),
      ],
    },
  ],
}
