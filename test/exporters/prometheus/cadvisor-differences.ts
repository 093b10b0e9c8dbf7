/**
 * Where the metrics with cAdvisor's names differ from cAdvisor's, as deploy/cadvisor.md tells its readers:
 * - `absent`: there is no such metric
 * - `on`, `off`: on here and off there, or the other way round
 * - `series`: other series than there: not for all containers, or not with all values of a label
 * - `value`: another figure, the right one
 */
export interface Difference {
  readonly names: string
  readonly kind: 'absent' | 'on' | 'off' | 'series' | 'value'
  readonly because: string
}

const difference = (kind: Difference['kind'], names: string, because: string): Difference => ({ names, kind, because })

export const differences: readonly Difference[] = [
  difference(
    'value',
    'container_last_seen',
    'Samples have no time stamps. Five minutes after a container stopped it still has this series, which stands still, and no other of those that say how it runs.',
  ),
  difference('series', 'container_health_state', 'Only running containers that Docker told of; not the root.'),
  difference(
    'series',
    'container_spec_cpu_period',
    'Only with a quota, like container_spec_cpu_quota: without one the period means nothing.',
  ),
  difference(
    'value',
    'container_spec_cpu_shares',
    'On version 2 what Docker was told, and nothing if it was told nothing: cAdvisor computes shares from the weight by a formula that runc does not use any more (2597 for 1024). The weight itself: netloupe_container_cpu_weight.',
  ),
  difference(
    'value',
    'container_spec_memory_swap_limit_bytes',
    'Memory and swap together on both versions, as docker run --memory-swap means it; cAdvisor gives the swap alone on version 2.',
  ),
  difference(
    'value',
    'container_spec_memory_reservation_limit_bytes',
    'On version 2 memory.low, which is where Docker writes it; cAdvisor reads memory.min and gives 0.',
  ),
  difference(
    'series',
    'container_cpu_usage_seconds_total',
    'Always one series, cpu="total"; on version 1 cAdvisor has one for each processor instead.',
  ),
  difference(
    'series',
    'container_cpu_cfs_burst_{periods,seconds}_total',
    'Not on version 1, which does not count them; cAdvisor gives 0.',
  ),
  difference(
    'absent',
    'container_cpu_load_{average,d_average}_10s',
    'Always 0 on version 2, and without a flag on version 1. Time spent waiting: container_pressure_cpu_waiting_seconds_total.',
  ),
  difference(
    'off',
    'container_tasks_state',
    'Reads a file for each thread: --collector.tasks. No state iowaiting, which procfs does not tell from uninterruptible. cAdvisor gives 0 on version 2, and without a flag on version 1.',
  ),
  difference(
    'absent',
    'container_cpu_schedstat_{run_seconds,runqueue_seconds,run_periods}_total',
    'Off there. Time spent waiting: container_pressure_cpu_waiting_seconds_total.',
  ),
  difference('value', 'container_memory_kernel_usage', 'On version 2 kernel of memory.stat; cAdvisor gives 0.'),
  difference(
    'value',
    'container_memory_failcnt',
    'On version 2 max of memory.events, which counts the same; cAdvisor gives 0. Of type unknown in OpenMetrics, where the name of a counter has to end in _total.',
  ),
  difference(
    'series',
    'container_memory_failures_total',
    'scope="container" only on version 1; version 2 counts the hierarchy alone. cAdvisor gives the same figure for both.',
  ),
  difference(
    'series',
    'container_memory_{events_high,events_max,pgscan,pgsteal,workingset_refault_file,workingset_refault_anon}_total',
    'Only where this version counts them; cAdvisor gives 0 on version 1.',
  ),
  difference(
    'series',
    'container_memory_file_{dirty,writeback}_bytes',
    'Only where this version counts them; cAdvisor gives 0 on version 1.',
  ),
  difference(
    'value',
    'container_oom_events_total',
    'oom_kill of memory.events (version 2) or memory.oom_control (version 1); cAdvisor counts lines of the kernel log since it was started, and 0 where it may not read the log. Not of the root, where the kernel counts next to nothing.',
  ),
  difference(
    'series',
    'container_pressure_{cpu,memory,io}_{waiting,stalled}_seconds_total',
    'Not where there is no hierarchy of version 2, and not on kernels without PSI; cAdvisor gives 0.',
  ),
  difference(
    'value',
    'container_fs_usage_bytes',
    'Of containers only with --collector.sizes, measured in the background; also with the containerd image store, of which cAdvisor has none. Of the root every filesystem on a disk or in a pool, none in memory.',
  ),
  difference('value', 'container_fs_limit_bytes', 'Of containers only with --collector.sizes.'),
  difference(
    'value',
    'container_fs_inodes_{total,free}',
    'Of containers only with --collector.sizes, and then those of the filesystem; cAdvisor gives the inodes in use as the total, and 0 free. Those in use: netloupe_container_writable_layer_inodes.',
  ),
  difference(
    'value',
    'container_fs_{reads,writes}_total',
    'Of containers what the cgroup counts, by disk; cAdvisor has further series with the figures of the whole host in every container. Of the root by whole disk, from diskstats, NVMe included.',
  ),
  difference('value', 'container_fs_{reads,writes}_bytes_total', 'Of the root by whole disk, from diskstats.'),
  difference(
    'value',
    'container_fs_{sector_reads,sector_writes,reads_merged,writes_merged}_total',
    'Only of the root, by whole disk: the kernel does not count them by container, and cAdvisor gives the figures of the host to every container.',
  ),
  difference(
    'value',
    'container_fs_{read,write,io_time,io_time_weighted}_seconds_total',
    'Only of the root, by whole disk, in seconds; cAdvisor gives them to every container, a million times too small, and 0 for NVMe.',
  ),
  difference('value', 'container_fs_io_current', 'Only of the root, by whole disk.'),
  difference(
    'series',
    'container_blkio_device_usage_total',
    'operation="Read" and "Write" only; on version 1 cAdvisor has Sync, Async, Discard and Total too, whose sum counts everything thrice.',
  ),
  difference(
    'value',
    'container_network_{receive,transmit}_{bytes,packets,errors,packets_dropped}_total',
    'Once for each network namespace. A container with --network container:X has none, X has them; since v0.55 cAdvisor counts them twice. A container in the network of the host has none, the root has them. An interface is left out if its traffic passes another one of the namespace too (bridges and their veth ports, of the host all veth ends); cAdvisor goes by names (lo*, veth*, docker*), and counts user networks of the host twice.',
  ),
  difference(
    'absent',
    'container_network_advance_tcp_stats_total',
    'Off there, a gauge of a hundred unlike things. Those that matter are counters here: netloupe_network_tcp_*.',
  ),
  difference(
    'value',
    'container_network_{udp,udp6}_usage_total',
    'From sock_diag; dropped is the sum over the sockets that there are now.',
  ),
  difference('value', 'container_processes', 'Those in cgroups below are counted too.'),
  difference('on', 'container_threads', 'On, in a collector of its own (pids): one small file.'),
  difference(
    'on',
    'container_threads_max',
    'On, and only where there is a limit; cAdvisor gives 0 where there is none.',
  ),
  difference('series', 'container_ulimits_soft', 'Only where there is a limit.'),
  difference('series', 'container_hugetlb_max_usage_bytes', 'Only version 1 has it; cAdvisor gives 0 on version 2.'),
  difference('absent', 'container_memory_{numa_pages,migrate}', 'Off there.'),
  difference(
    'absent',
    'container_referenced_bytes',
    'Off there; it makes the kernel walk all memory of the container.',
  ),
  difference(
    'absent',
    'container_{memory_bandwidth,memory_bandwidth_local,llc_occupancy}_bytes',
    'Off there (resctrl).',
  ),
  difference(
    'absent',
    'container_perf_{events,uncore_events}_{total,scaling_ratio}',
    'There only in a special build with a file of events.',
  ),
  difference(
    'value',
    'container_scrape_error',
    '1 if nothing could be counted of any container; whether Docker answered: netloupe_docker_up. One container that cannot be read is left out alone; with cAdvisor all are.',
  ),
  difference(
    'value',
    'cadvisor_version_info',
    'dockerVersion is filled, osVersion is the one of the host, cadvisorVersion is the one of netloupe, cadvisorRevision is empty.',
  ),
  difference(
    'value',
    'machine_cpu_physical_cores',
    'Pairs of socket and core; cAdvisor counts the numbers of cores, which repeat on a second socket.',
  ),
  difference('absent', 'machine_cpu_{books,drawers}', 'Only s390x has them.'),
  difference('absent', 'machine_dimm_{count,capacity_bytes}', 'Left to node_exporter (edac).'),
  difference('absent', 'machine_nvm_{capacity,avg_power_budget_watts}', 'Hardware that is not made any more; else 0.'),
  difference(
    'absent',
    'machine_{cpu_cache_capacity_bytes,thread_siblings_count,node_memory_capacity_bytes,node_hugepages_count,node_distance}',
    'Off there (cpu_topology).',
  ),
]
