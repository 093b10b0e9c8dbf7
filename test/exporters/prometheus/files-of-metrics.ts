/** The files of one cgroup as texts by their names; of one name there are two where both versions of cgroups have it. */
export type CgroupFiles = ReadonlyMap<string, readonly string[]>

type Condition = (files: CgroupFiles) => boolean

/** One of the files whose name fits says something that fits. */
const says =
  (name: RegExp, text = /^/): Condition =>
  (files) =>
    [...files].some(([file, texts]) => name.test(file) && texts.some((found) => text.test(found)))

const all =
  (...conditions: readonly Condition[]): Condition =>
  (files) =>
    conditions.every((condition) => condition(files))

const any =
  (...conditions: readonly Condition[]): Condition =>
  (files) =>
    conditions.some((condition) => condition(files))

const number = /^\d/
const positive = /^[1-9]/
const memoryStat = (text: RegExp): Condition => says(/^memory\.stat$/, text)
const cpuStat = (text: RegExp): Condition => says(/^cpu\.stat$/, text)
const quota = says(/^cpu\.(cfs_quota_us|max)$/, number)
const memoryUse = says(/^memory\.(usage_in_bytes|current)$/)
const threadLimit = says(/^pids\.max$/, number)
const events = (text: RegExp): Condition => says(/^memory\.events$/, text)
const disks = (version1: RegExp, version2: RegExp): Condition =>
  any(says(/^blkio\..*io_service/, version1), says(/^io\.stat$/, version2))

/**
 * Of which files of a cgroup each metric is made, by the kernel's documentation (admin-guide/cgroup-v1, cgroup-v2.rst): a
 * container has a series of a metric when one of its files says so, and no other.
 */
export const filesOfMetrics: { readonly [metric: string]: Condition } = {
  container_cpu_usage_seconds_total: any(says(/^cpuacct\.usage$/), cpuStat(/^usage_usec /m)),
  container_cpu_user_seconds_total: any(says(/^cpuacct\.stat$/, /^user /m), cpuStat(/^user_usec /m)),
  container_cpu_system_seconds_total: any(says(/^cpuacct\.stat$/, /^system /m), cpuStat(/^system_usec /m)),
  container_cpu_cfs_periods_total: all(quota, cpuStat(/^nr_periods /m)),
  container_cpu_cfs_throttled_periods_total: all(quota, cpuStat(/^nr_throttled /m)),
  container_cpu_cfs_throttled_seconds_total: all(quota, cpuStat(/^throttled_(usec|time) /m)),
  container_cpu_cfs_burst_periods_total: all(quota, cpuStat(/^nr_bursts /m)),
  container_cpu_cfs_burst_seconds_total: all(quota, cpuStat(/^burst_(usec|time) /m)),
  netloupe_container_cpu_burst_limit_seconds: says(/^cpu\.(cfs_burst_us|max\.burst)$/, positive),
  netloupe_container_cpu_weight: any(says(/^cpu\.weight$/), says(/^cpu\.idle$/, /^1/)),
  container_spec_cpu_quota: quota,
  container_spec_cpu_period: quota,
  container_spec_cpu_shares: says(/^cpu\.shares$/),
  container_spec_memory_limit_bytes: memoryUse,
  container_spec_memory_swap_limit_bytes: memoryUse,
  container_spec_memory_reservation_limit_bytes: memoryUse,
  container_memory_usage_bytes: memoryUse,
  container_memory_max_usage_bytes: says(/^memory\.(max_usage_in_bytes|peak)$/),
  container_memory_working_set_bytes: all(memoryUse, memoryStat(/^(total_)?inactive_file /m)),
  container_memory_rss: memoryStat(/^(anon|total_rss) /m),
  container_memory_cache: memoryStat(/^(file|total_cache) /m),
  container_memory_mapped_file: memoryStat(/^(file_mapped|total_mapped_file) /m),
  container_memory_swap: any(says(/^memory\.swap\.current$/), memoryStat(/^total_swap /m)),
  container_memory_kernel_usage: any(says(/^memory\.kmem\.usage_in_bytes$/), memoryStat(/^kernel /m)),
  container_memory_total_active_file_bytes: memoryStat(/^(total_)?active_file /m),
  container_memory_total_inactive_file_bytes: memoryStat(/^(total_)?inactive_file /m),
  container_memory_file_dirty_bytes: memoryStat(/^(file_dirty|total_dirty) /m),
  container_memory_file_writeback_bytes: memoryStat(/^(file_writeback|total_writeback) /m),
  container_memory_failcnt: any(says(/^memory\.failcnt$/), events(/^max /m)),
  container_memory_failures_total: memoryStat(/^pgfault /m),
  container_memory_events_high_total: events(/^high /m),
  container_memory_events_max_total: events(/^max /m),
  container_memory_pgscan_total: memoryStat(/^pgscan /m),
  container_memory_pgsteal_total: memoryStat(/^pgsteal /m),
  container_memory_workingset_refault_file_total: memoryStat(/^(total_)?workingset_refault(_file)? /m),
  container_memory_workingset_refault_anon_total: memoryStat(/^(total_)?workingset_refault_anon /m),
  netloupe_container_memory_socket_bytes: memoryStat(/^sock /m),
  netloupe_container_memory_shared_bytes: memoryStat(/^(total_)?shmem /m),
  netloupe_container_memory_swap_peak_bytes: says(/^memory\.swap\.peak$/, positive),
  netloupe_container_memory_high_bytes: says(/^memory\.high$/, number),
  netloupe_container_memory_min_bytes: says(/^memory\.min$/, positive),
  netloupe_container_memory_events_total: any(
    all(says(/^memory\.low$/, positive), events(/^low /m)),
    events(/^oom(_group_kill)? [1-9]/m),
  ),
  netloupe_container_memory_swap_events_total: all(
    says(/^memory\.swap\.max$/, number),
    says(/^memory\.swap\.events$/, /^(max|fail) /m),
  ),
  container_oom_events_total: any(says(/^memory\.oom_control$/, /^oom_kill /m), events(/^oom_kill /m)),
  container_fs_reads_bytes_total: disks(/^\d+:\d+ Read /m, / rbytes=/),
  container_fs_writes_bytes_total: disks(/^\d+:\d+ Write /m, / wbytes=/),
  container_fs_reads_total: disks(/^\d+:\d+ Read /m, / rios=/),
  container_fs_writes_total: disks(/^\d+:\d+ Write /m, / wios=/),
  container_blkio_device_usage_total: disks(/^\d+:\d+ (Read|Write) /m, / [rw]bytes=/),
  container_fs_io_cost_usage_seconds_total: says(/^io\.stat$/, / cost\.usage=/),
  container_fs_io_cost_wait_seconds_total: says(/^io\.stat$/, / cost\.wait=/),
  container_fs_io_cost_indebt_seconds_total: says(/^io\.stat$/, / cost\.indebt=/),
  container_fs_io_cost_indelay_seconds_total: says(/^io\.stat$/, / cost\.indelay=/),
  netloupe_container_io_discard_bytes_total: disks(/^\d+:\d+ Discard [1-9]/m, / dbytes=[1-9]/),
  netloupe_container_io_discard_operations_total: disks(/^\d+:\d+ Discard [1-9]/m, / dios=[1-9]/),
  container_threads: says(/^pids\.current$/),
  container_threads_max: threadLimit,
  netloupe_container_pids_limit_hits_total: all(threadLimit, says(/^pids\.events$/, /^max /m)),
  container_pressure_cpu_waiting_seconds_total: says(/^cpu\.pressure$/, /^some /m),
  container_pressure_cpu_stalled_seconds_total: says(/^cpu\.pressure$/, /^full /m),
  container_pressure_memory_waiting_seconds_total: says(/^memory\.pressure$/, /^some /m),
  container_pressure_memory_stalled_seconds_total: says(/^memory\.pressure$/, /^full /m),
  container_pressure_io_waiting_seconds_total: says(/^io\.pressure$/, /^some /m),
  container_pressure_io_stalled_seconds_total: says(/^io\.pressure$/, /^full /m),
  netloupe_container_pressure_irq_stalled_seconds_total: says(/^irq\.pressure$/, /^full /m),
  netloupe_container_cpuset_cpus: says(/^cpuset\.(effective_cpus|cpus\.effective)$/),
  container_hugetlb_usage_bytes: says(/^hugetlb\..*\.(usage_in_bytes|current)$/),
  container_hugetlb_max_usage_bytes: says(/^hugetlb\..*\.max_usage_in_bytes$/),
  container_hugetlb_failcnt: any(says(/^hugetlb\..*\.failcnt$/), says(/^hugetlb\..*\.events$/, /^max /m)),
  netloupe_container_rdma_handles: says(/^rdma\.current$/, /hca_handle=/),
  netloupe_container_rdma_objects: says(/^rdma\.current$/, /hca_object=/),
  netloupe_container_misc: says(/^misc\.current$/, /^\S+ \d/m),
  netloupe_container_misc_limit: says(/^misc\.max$/, /^\S+ \d/m),
  netloupe_container_misc_limit_hits_total: says(/^misc\.events$/, /^\S+\.max \d/m),
  netloupe_container_frozen: any(says(/^freezer\.state$/), says(/^cgroup\.events$/, /^frozen /m)),
}
