/**
 * Everything that cAdvisor exports, as of its commit 6a0c4f25 (2026-07-20, just after v0.60.5):
 * lib/metrics/prometheus.go, lib/metrics/prometheus_machine.go, and cmd/cadvisor.go for what is on.
 */
export interface CadvisorMetric {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  /** Besides those of the container, or of the machine (machine_id, system_uuid, boot_id). */
  readonly labels: readonly string[]
  readonly on: boolean
}

type Row = readonly [names: string, type: CadvisorMetric['type'], labels: string, on: boolean]

const rows: readonly Row[] = [
  ['container_last_seen', 'gauge', '', true],
  ['container_health_state', 'gauge', '', true],
  ['container_creation_time_seconds', 'gauge', '', true],
  ['container_start_time_seconds', 'gauge', '', true],
  ['container_spec_cpu_{period,quota,shares}', 'gauge', '', true],
  ['container_spec_memory_{limit,swap_limit,reservation_limit}_bytes', 'gauge', '', true],
  ['container_cpu_usage_seconds_total', 'counter', 'cpu', true],
  ['container_cpu_{user,system}_seconds_total', 'counter', '', true],
  ['container_cpu_cfs_{periods,throttled_periods,throttled_seconds}_total', 'counter', '', true],
  ['container_cpu_cfs_burst_{periods,seconds}_total', 'counter', '', true],
  ['container_cpu_load_{average,d_average}_10s', 'gauge', '', true],
  ['container_tasks_state', 'gauge', 'state', true],
  ['container_cpu_schedstat_{run_seconds,runqueue_seconds,run_periods}_total', 'counter', '', false],
  ['container_memory_{usage,max_usage,working_set}_bytes', 'gauge', '', true],
  ['container_memory_{rss,cache,mapped_file,swap,kernel_usage}', 'gauge', '', true],
  ['container_memory_failcnt', 'counter', '', true],
  ['container_memory_total_{active,inactive}_file_bytes', 'gauge', '', true],
  ['container_memory_failures_total', 'counter', 'failure_type scope', true],
  ['container_memory_events_{high,max}_total', 'counter', '', true],
  ['container_memory_file_{dirty,writeback}_bytes', 'gauge', '', true],
  ['container_memory_{pgscan,pgsteal}_total', 'counter', '', true],
  ['container_memory_workingset_refault_{file,anon}_total', 'counter', '', true],
  ['container_oom_events_total', 'counter', '', true],
  ['container_pressure_{cpu,memory,io}_{waiting,stalled}_seconds_total', 'counter', '', true],
  ['container_fs_{usage,limit}_bytes', 'gauge', 'device', true],
  ['container_fs_inodes_{total,free}', 'gauge', 'device', true],
  ['container_fs_{reads,writes}_bytes_total', 'counter', 'device', true],
  ['container_fs_{reads,writes}_total', 'counter', 'device', true],
  ['container_fs_sector_{reads,writes}_total', 'counter', 'device', true],
  ['container_fs_{reads,writes}_merged_total', 'counter', 'device', true],
  ['container_fs_{read,write}_seconds_total', 'counter', 'device', true],
  ['container_fs_io_current', 'gauge', 'device', true],
  ['container_fs_{io_time,io_time_weighted}_seconds_total', 'counter', 'device', true],
  ['container_fs_io_cost_{usage,wait,indebt,indelay}_seconds_total', 'counter', 'device', true],
  ['container_blkio_device_usage_total', 'counter', 'device major minor operation', true],
  ['container_network_{receive,transmit}_{bytes,packets,errors,packets_dropped}_total', 'counter', 'interface', true],
  ['container_network_{tcp,tcp6}_usage_total', 'gauge', 'tcp_state', false],
  ['container_network_advance_tcp_stats_total', 'gauge', 'tcp_state', false],
  ['container_network_{udp,udp6}_usage_total', 'gauge', 'udp_state', false],
  ['container_{processes,file_descriptors,sockets,threads,threads_max}', 'gauge', '', false],
  ['container_ulimits_soft', 'gauge', 'ulimit', false],
  ['container_hugetlb_{usage,max_usage}_bytes', 'gauge', 'pagesize', false],
  ['container_hugetlb_failcnt', 'counter', 'pagesize', false],
  ['container_memory_numa_pages', 'gauge', 'type scope node', false],
  ['container_memory_migrate', 'gauge', '', false],
  ['container_referenced_bytes', 'gauge', '', false],
  ['container_{memory_bandwidth,memory_bandwidth_local,llc_occupancy}_bytes', 'gauge', 'node_id', false],
  ['container_perf_events_total', 'counter', 'cpu event', false],
  ['container_perf_events_scaling_ratio', 'gauge', 'cpu event', false],
  ['container_perf_uncore_events_total', 'counter', 'socket event pmu', false],
  ['container_perf_uncore_events_scaling_ratio', 'gauge', 'socket event pmu', false],
  ['container_scrape_error', 'gauge', '', true],
  ['cadvisor_version_info', 'gauge', 'kernelVersion osVersion dockerVersion cadvisorVersion cadvisorRevision', true],
  ['machine_cpu_{cores,physical_cores,sockets,books,drawers}', 'gauge', '', true],
  ['machine_{memory,swap}_bytes', 'gauge', '', true],
  ['machine_{dimm_count,dimm_capacity_bytes}', 'gauge', 'type', true],
  ['machine_nvm_capacity', 'gauge', 'mode', true],
  ['machine_nvm_avg_power_budget_watts', 'gauge', '', true],
  ['machine_cpu_cache_capacity_bytes', 'gauge', 'node_id core_id type level', false],
  ['machine_thread_siblings_count', 'gauge', 'node_id core_id thread_id', false],
  ['machine_node_memory_capacity_bytes', 'gauge', 'node_id', false],
  ['machine_node_hugepages_count', 'gauge', 'node_id page_size', false],
  ['machine_node_distance', 'gauge', 'node_id target_node_id', false],
  ['machine_scrape_error', 'gauge', '', true],
]

/** Names with braces written out: `a_{b,c}` is `a_b` and `a_c`. */
export const expanded = (pattern: string): string[] => {
  const [, before = '', choices, after = ''] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(pattern) ?? []
  return choices === undefined
    ? [pattern]
    : choices.split(',').flatMap((choice) => expanded(`${before}${choice}${after}`))
}

export const cadvisorMetrics: readonly CadvisorMetric[] = rows.flatMap(([names, type, labels, on]) =>
  expanded(names).map((name) => ({ name, type, labels: labels === '' ? [] : labels.split(' '), on })),
)
