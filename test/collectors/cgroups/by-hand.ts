import { existsSync, readFileSync } from 'node:fs'

type Numbers = { readonly [field: string]: number | undefined }

/**
 * What the files of a cgroup say, read the long way: each word is searched for in its file. It is here to be compared with.
 * @param folders of the cgroup, those of version 1 first
 */
export const readByHand = (folders: readonly string[]): unknown => {
  const content = (file: string): string | undefined => {
    const folder = folders.find((path) => existsSync(`${path}/${file}`))
    return folder === undefined ? undefined : readFileSync(`${folder}/${file}`, 'utf8')
  }
  const number = (file: string): number | undefined => {
    const text = content(file)?.trim()
    return text === undefined || text === 'max' || Number(text) < 0 || Number(text) > 2 ** 62 ? undefined : Number(text)
  }
  const word = (file: string, ...keys: readonly string[]): number | undefined => {
    for (const key of keys) {
      const found = new RegExp(`(?:^|\\s)${key.replaceAll('.', '\\.')}[ =](\\d+)`, 'm').exec(content(file) ?? '')?.[1]
      if (found !== undefined) return Number(found)
    }
    return undefined
  }
  const scaled = (value: number | undefined, factor: number) => (value === undefined ? undefined : value * factor)
  const part = (numbers: Numbers): { readonly [field: string]: number } | undefined => {
    const there = Object.entries(numbers).flatMap(([field, value]) => (value === undefined ? [] : [[field, value]]))
    return there.length === 0 ? undefined : Object.fromEntries(there)
  }
  const [quota, period] = (content('cpu.max') ?? '').trim().split(' ')
  const idle = number('cpu.idle')
  const stat = (...keys: readonly string[]) => word('memory.stat', ...keys)
  const stall = (resource: string) => {
    const line = (who: string) => {
      const total = new RegExp(`^${who} .*total=(\\d+)$`, 'm').exec(content(`${resource}.pressure`) ?? '')?.[1]
      return total === undefined ? undefined : Number(total)
    }
    return part({ someMicroseconds: line('some'), fullMicroseconds: line('full') })
  }
  const cpus = (content('cpuset.effective_cpus') ?? content('cpuset.cpus.effective'))?.trim()
  const mems = (content('cpuset.effective_mems') ?? content('cpuset.mems.effective'))?.trim()
  const frozen = content('freezer.state')
  const frozen2 = word('cgroup.events', 'frozen')
  const found = {
    cpu: {
      ...part({
        usageNanoseconds: number('cpuacct.usage') ?? scaled(word('cpu.stat', 'usage_usec'), 1000),
        userNanoseconds: scaled(word('cpuacct.stat', 'user'), 1e7) ?? scaled(word('cpu.stat', 'user_usec'), 1000),
        systemNanoseconds: scaled(word('cpuacct.stat', 'system'), 1e7) ?? scaled(word('cpu.stat', 'system_usec'), 1000),
        periods: word('cpu.stat', 'nr_periods'),
        throttledPeriods: word('cpu.stat', 'nr_throttled'),
        throttledNanoseconds: word('cpu.stat', 'throttled_time') ?? scaled(word('cpu.stat', 'throttled_usec'), 1000),
        bursts: word('cpu.stat', 'nr_bursts'),
        burstNanoseconds: word('cpu.stat', 'burst_time') ?? scaled(word('cpu.stat', 'burst_usec'), 1000),
        quotaMicroseconds: number('cpu.cfs_quota_us') ?? (Number(quota) || undefined),
        periodMicroseconds: number('cpu.cfs_period_us') ?? (Number(period) || undefined),
        burstMicroseconds: number('cpu.cfs_burst_us') ?? number('cpu.max.burst'),
        shares: number('cpu.shares'),
        weight: number('cpu.weight'),
      }),
      ...(idle === undefined ? {} : { idle: idle === 1 }),
    },
    memory: {
      ...part({
        usageBytes: number('memory.usage_in_bytes') ?? number('memory.current'),
        peakBytes: number('memory.max_usage_in_bytes') ?? number('memory.peak'),
        limitBytes: number('memory.limit_in_bytes') ?? number('memory.max'),
        highBytes: number('memory.high'),
        reservationBytes: number('memory.soft_limit_in_bytes') ?? number('memory.low'),
        minBytes: number('memory.min'),
        swapBytes: number('memory.swap.current') ?? stat('total_swap'),
        swapPeakBytes: number('memory.swap.peak'),
        swapLimitBytes: number('memory.swap.max'),
        memoryAndSwapLimitBytes: number('memory.memsw.limit_in_bytes'),
        kernelBytes: number('memory.kmem.usage_in_bytes') ?? stat('kernel'),
        limitHits: number('memory.failcnt') ?? word('memory.events', 'max'),
      }),
      stat: part({
        anonBytes: stat('total_rss', 'anon'),
        fileBytes: stat('total_cache', 'file'),
        mappedFileBytes: stat('total_mapped_file', 'file_mapped'),
        sharedBytes: stat('total_shmem', 'shmem'),
        activeAnonBytes: stat('total_active_anon', 'active_anon'),
        inactiveAnonBytes: stat('total_inactive_anon', 'inactive_anon'),
        activeFileBytes: stat('total_active_file', 'active_file'),
        inactiveFileBytes: stat('total_inactive_file', 'inactive_file'),
        unevictableBytes: stat('total_unevictable', 'unevictable'),
        dirtyFileBytes: stat('total_dirty', 'file_dirty'),
        writebackFileBytes: stat('total_writeback', 'file_writeback'),
        swapBytes: stat('total_swap'),
        kernelBytes: stat('kernel'),
        kernelStackBytes: stat('kernel_stack'),
        pageTablesBytes: stat('pagetables'),
        slabBytes: stat('slab'),
        socketBytes: stat('sock'),
        anonHugeBytes: stat('total_rss_huge', 'anon_thp'),
        pageFaults: stat('total_pgfault') ?? (content('memory.current') === undefined ? undefined : stat('pgfault')),
        majorPageFaults:
          stat('total_pgmajfault') ?? (content('memory.current') === undefined ? undefined : stat('pgmajfault')),
        ownPageFaults: content('memory.usage_in_bytes') === undefined ? undefined : stat('pgfault'),
        ownMajorPageFaults: content('memory.usage_in_bytes') === undefined ? undefined : stat('pgmajfault'),
        pagesScanned: stat('pgscan'),
        pagesReclaimed: stat('pgsteal'),
        anonRefaults: stat('total_workingset_refault_anon', 'workingset_refault_anon'),
        fileRefaults: stat('total_workingset_refault_file', 'workingset_refault_file'),
      }),
      events: part({
        low: word('memory.events', 'low'),
        high: word('memory.events', 'high'),
        max: word('memory.events', 'max'),
        oom: word('memory.events', 'oom'),
        oomKill: word('memory.events', 'oom_kill') ?? word('memory.oom_control', 'oom_kill'),
        oomGroupKill: word('memory.events', 'oom_group_kill'),
      }),
      swapEvents: part({
        high: word('memory.swap.events', 'high'),
        max: word('memory.swap.events', 'max'),
        fail: word('memory.swap.events', 'fail'),
      }),
    },
    pids: part({
      current: number('pids.current'),
      peak: number('pids.peak'),
      limit: number('pids.max'),
      limitHits: word('pids.events', 'max'),
    }),
    pressure: { cpu: stall('cpu'), memory: stall('memory'), io: stall('io'), irq: stall('irq') },
    cpuset: cpus === undefined ? undefined : { cpus, mems, cpuCount: countByHand(cpus) },
    freezer:
      frozen === undefined && frozen2 === undefined
        ? undefined
        : { frozen: frozen === undefined ? frozen2 === 1 : frozen.trim() === 'FROZEN' },
  }
  return JSON.parse(JSON.stringify(found))
}

const countByHand = (list: string): number => {
  const numbers = new Set<number>()
  for (const range of list.split(',')) {
    const [first, last] = range.split('-').map(Number)
    for (let cpu = first ?? 0; cpu <= (last ?? first ?? -1); cpu += 1) numbers.add(cpu)
  }
  return list === '' ? 0 : numbers.size
}
