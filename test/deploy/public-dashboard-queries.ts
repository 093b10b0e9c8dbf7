/**
 * What public dashboards and alerts for cAdvisor ask, by their number on grafana.com or their name, with the repository
 * where a copy was read. `$` variables stand for what Grafana puts in: see `filled` in live.test.ts. Left out are queries
 * for node_exporter's metrics (`node_*`), for labels of Kubernetes, and for labels that a scrape configuration adds.
 */
export interface PublicDashboard {
  readonly name: string
  readonly source: string
  readonly queries: readonly string[]
}

const host = 'instance=~"$host",name=~"$container",name=~".+"'
const chosen =
  'instance=~"$host_instance", name=~"$container_name", container_label_com_docker_compose_project=~"$compose_project"'

/** 19792 shows nearly every metric by itself, counters as a rate. */
const rates = [
  'container_cpu_cfs_periods_total',
  'container_cpu_cfs_throttled_periods_total',
  'container_cpu_cfs_throttled_seconds_total',
  'container_cpu_system_seconds_total',
  'container_cpu_usage_seconds_total',
  'container_cpu_user_seconds_total',
  'container_blkio_device_usage_total',
  'container_fs_io_time_seconds_total',
  'container_fs_io_time_weighted_seconds_total',
  'container_fs_read_seconds_total',
  'container_fs_reads_bytes_total',
  'container_fs_reads_merged_total',
  'container_fs_reads_total',
  'container_fs_sector_reads_total',
  'container_fs_sector_writes_total',
  'container_fs_write_seconds_total',
  'container_fs_writes_bytes_total',
  'container_fs_writes_merged_total',
  'container_fs_writes_total',
  'container_memory_failcnt',
  'container_memory_failures_total',
  'container_network_receive_bytes_total',
  'container_network_receive_errors_total',
  'container_network_receive_packets_dropped_total',
  'container_network_receive_packets_total',
  'container_network_transmit_bytes_total',
  'container_network_transmit_errors_total',
  'container_network_transmit_packets_dropped_total',
  'container_network_transmit_packets_total',
  'container_oom_events_total',
]
const gauges = [
  'container_cpu_load_average_10s',
  'container_fs_inodes_free',
  'container_fs_inodes_total',
  'container_fs_io_current',
  'container_fs_limit_bytes',
  'container_fs_usage_bytes',
  'container_memory_cache',
  'container_memory_mapped_file',
  'container_memory_max_usage_bytes',
  'container_memory_rss',
  'container_memory_swap',
  'container_memory_usage_bytes',
  'container_memory_working_set_bytes',
  'container_spec_cpu_period',
  'container_spec_cpu_quota',
  'container_spec_cpu_shares',
  'container_spec_memory_limit_bytes',
  'container_spec_memory_reservation_limit_bytes',
  'container_spec_memory_swap_limit_bytes',
  'container_tasks_state',
]

export const publicDashboards: readonly PublicDashboard[] = [
  {
    name: '193 Docker monitoring',
    source: 'copies with gnetId 193',
    queries: [
      'count(container_last_seen{image!=""})',
      'sum(container_memory_usage_bytes{image!=""})/1024/1024',
      'sum(rate(container_cpu_user_seconds_total{image!=""}[5m]) * 100)',
      'container_memory_usage_bytes{image!=""}',
      'irate(container_network_receive_bytes_total{image!=""}[5m])',
      'irate(container_network_transmit_bytes_total{image!=""}[5m])',
    ],
  },
  {
    name: '14282 Cadvisor exporter',
    source: 'schoolofdevops/docker-monitoring',
    queries: [
      'label_values({__name__=~"container.*"}, instance)',
      'label_values({__name__=~"container.*", instance=~"$host"},name)',
      `sum(rate(container_cpu_usage_seconds_total{${host}}[5m])) by (name) *100`,
      `sum(container_memory_rss{${host}}) by (name)`,
      `sum(container_memory_usage_bytes{${host}}) by (name)`,
      `sum(container_memory_cache{${host}}) by (name)`,
      `sum(rate(container_network_receive_bytes_total{${host}}[5m])) by (name)`,
      `sum(rate(container_network_transmit_bytes_total{${host}}[5m])) by (name)`,
      `(time() - container_start_time_seconds{${host}})/86400`,
    ],
  },
  {
    name: '13946 Docker-cAdvisor',
    source: 'thomasdesplaces/observability_docker',
    queries: [
      'label_values(container_cpu_user_seconds_total, job)',
      'label_values(container_cpu_user_seconds_total{job="$job"}, name)',
      'label_values(container_network_receive_bytes_total{job="$job"}, interface)',
      'sum(irate(container_cpu_user_seconds_total{name=~"$name",instance=~"$instance",image!=""}[5m])*100) by (instance) / sum(machine_cpu_cores{instance=~"$instance"}) by (instance)',
      'sum(container_memory_usage_bytes{name=~"$name",image!=""}) - sum(container_memory_cache{name=~"$name",image!=""})',
      'sum(container_memory_usage_bytes{name=~"$name",image!=""}) / sum(machine_memory_bytes{instance=~"$instance"})',
      'sum without (dc,from,id,image) (irate(container_fs_reads_bytes_total{name=~"$name",device!~"/dev/dm.*"}[5m]))',
      'sum without (dc,from,id,image) (irate(container_fs_writes_bytes_total{name=~"$name",device!~"/dev/dm.*"}[5m]))',
      'sum without (dc,from,id,image) (irate(container_network_receive_bytes_total{name=~"$name",interface="$interface"}[5m]))',
      'sum without (dc,from,id,image) (irate(container_network_transmit_bytes_total{name=~"$name",interface="$interface"}[5m]))',
    ],
  },
  {
    name: '893 Docker and system monitoring',
    source: 'DearRude/prom-grafana, nighthack/prometheus-grafana-alerts',
    queries: [
      'count(rate(container_last_seen{name=~".+"}[$interval]))',
      'sum(rate(container_cpu_usage_seconds_total{name=~".+"}[$interval])) by (name) * 100',
      'sum(rate(container_cpu_system_seconds_total{id="/"}[1m]))',
      'sum(container_memory_rss{name=~".+"}) by (name)',
      'container_memory_rss{id="/"}',
      'sum(container_memory_swap{name=~".+"}) by (name)',
      'container_memory_usage_bytes{name=~".+"}',
      'sum(container_spec_memory_limit_bytes{name=~".+"} - container_memory_usage_bytes{name=~".+"}) by (name)',
      'sum(rate(container_network_receive_bytes_total{name=~".+"}[$interval])) by (name)',
      'sum(rate(container_network_transmit_bytes_total{name=~".+"}[$interval])) by (name)',
      'sum(rate(container_network_receive_bytes_total{id="/"}[$interval])) by (id)',
      'sum(rate(container_network_transmit_bytes_total{id="/"}[$interval])) by (id)',
    ],
  },
  {
    name: '19792 cadvisor dashboard',
    source: 'MuhammedOzby/monitoring-for-public-share, leFooc/monitor',
    queries: [
      'label_values(container_last_seen, container_label_com_docker_compose_project)',
      ...rates.map((name) => `max by (name) (rate(${name}{${chosen}}[$__rate_interval]))`),
      ...gauges.map((name) => `max by (name) (${name}{${chosen}})`),
      `max by (name) (container_last_seen{${chosen}}) * 1000`,
      `max by (name) (container_start_time_seconds{${chosen}}) * 1000`,
      'container_scrape_error{instance=~"$host_instance"}',
    ],
  },
  {
    name: '179 and 162 Docker Prometheus Monitoring',
    source: 'vegasbrianc/prometheus',
    queries: [
      'sum(rate(container_cpu_usage_seconds_total{image!=""}[1m])) by (id,name)',
      'container_memory_max_usage_bytes{image!=""}',
      'count(rate(container_last_seen{job="$job", name!=""}[5m]))',
      'cadvisor_version_info',
      'sum(rate(container_network_receive_bytes_total{name!=""}[5m])) by (name)',
      'sum by (name) (rate(container_network_transmit_bytes_total{name!=""}[5m]))',
      'sum(rate(container_network_receive_bytes_total{id="/"}[1m])) by (id)',
      'sum (container_fs_limit_bytes - container_fs_usage_bytes) / sum(container_fs_limit_bytes)',
    ],
  },
  {
    name: '10619 Docker Container & Host Metrics',
    source: 'ranas-mukminov/Grafana-Docker-dashboard',
    queries: [
      'count(max_over_time(container_last_seen{job=~"$job",instance=~"$instance",image!=""}[5m]))',
      'sum(rate(container_cpu_usage_seconds_total{job=~"$job",image!=""}[1m])) by (name)',
      'sum(container_memory_rss{job=~"$job",image!=""}) by (name)',
      'sum(container_memory_cache{job=~"$job",image!=""}) by (name)',
      'sum(rate(container_network_receive_bytes_total{job=~"$job",id="/"}[1m])) by (id)',
    ],
  },
  {
    name: '10566 Raspberry Pi & Docker',
    source: 'oijkn/Docker-Raspberry-PI-Monitoring',
    queries: [
      'count(container_last_seen{image=~"(.)+"})',
      'container_spec_memory_limit_bytes{name!=""}',
      'time() - container_start_time_seconds{name!=""}',
      'container_memory_rss{name!=""}',
      'sum without (dc,from,id,csv) (rate(container_fs_reads_bytes_total{name!=""}[5m]))',
      'sum without (dc,from,id,csv) (rate(container_fs_writes_bytes_total{name!=""}[5m]))',
    ],
  },
  {
    name: '18512 and 19908',
    source: 'netgamers-forum/ngi-monitor-stack, jasTelprosur/monitor',
    queries: [
      'sum(container_fs_usage_bytes{name=~".+"}) by (name)',
      'label_replace(container_memory_usage_bytes{id=~".*docker.*[0-9a-f]{12,}.*"}, "short_id", "$1", "id", ".*(?:docker-|/docker/)([a-f0-9]{12}).*")',
    ],
  },
  {
    name: 'dockprom',
    source: 'stefanprodan/dockprom',
    queries: [
      'sum by (name) (rate(container_cpu_usage_seconds_total{image!="",container_label_org_label_schema_group=""}[1m])) * 100',
      'sum by (name)(container_memory_usage_bytes{image!="",container_label_org_label_schema_group=""})',
      'sum by (name) (container_memory_cache{image!="",container_label_org_label_schema_group=""})',
      'sum(container_fs_usage_bytes)',
      'machine_cpu_cores',
      'scalar(count(container_memory_usage_bytes{image!=""}) > 0)',
      'sum by (name) (rate(container_cpu_usage_seconds_total{image!="",container_label_org_label_schema_group="monitoring"}[1m]))',
      'absent(container_memory_usage_bytes{name="jenkins"})',
    ],
  },
  {
    name: 'swarmprom',
    // Its filter `id=~"/docker/.*"` is for an engine that is not inside a lab.
    source: 'stefanprodan/swarmprom',
    queries: [
      'sum(rate(container_cpu_usage_seconds_total{container_label_com_docker_swarm_node_id=~"$node_id", id=~".*/docker/.*"}[5m])) by (container_label_com_docker_swarm_service_name)',
      'sum(container_memory_usage_bytes{container_label_com_docker_swarm_node_id=~"$node_id", id=~".*/docker/.*"}) by (container_label_com_docker_swarm_service_name)',
      'count(count(container_tasks_state{container_label_com_docker_stack_namespace=~".+"}) by (container_label_com_docker_swarm_service_name))',
      'sum(irate(container_fs_reads_total[$interval]))',
      'count(rate(container_last_seen{container_label_com_docker_swarm_node_id=~"$node_id"}[5m]))',
      'label_values(container_cpu_user_seconds_total,container_label_com_docker_swarm_service_name)',
    ],
  },
  {
    name: 'autoscalers of swarm',
    source: 'several small repositories',
    queries: [
      'sum(rate(container_cpu_usage_seconds_total{container_label_com_docker_swarm_service_name="shop_api"}[5m]))*100',
    ],
  },
  {
    name: 'Grafana Docker integration',
    source: 'grafana/jsonnet-libs: docker-mixin',
    queries: [
      'label_values(machine_scrape_error, job)',
      'label_values(machine_scrape_error{job=~"$job"}, instance)',
      'label_values(container_last_seen{job=~"$job"}, name)',
      'sum(container_spec_memory_reservation_limit_bytes{name!=""}) / avg(machine_memory_bytes{job!="kubelet"})',
      'count(sum by (image)(container_last_seen{name!=""}))',
      'sum(container_network_tcp_usage_total{name!=""}) by (tcp_state) > 0',
      'container_fs_usage_bytes{id="/", device=~"/dev/.+"} / container_fs_limit_bytes{id="/", device=~"/dev/.+"}',
      '1 - container_fs_inodes_free{id="/",device=~"/dev/.+"} / container_fs_inodes_total{id="/",device=~"/dev/.+"}',
      'rate(container_network_receive_packets_dropped_total{name!=""}[$__rate_interval])',
      'rate(container_network_transmit_errors_total{name!=""}[$__rate_interval])',
      'rate(container_fs_reads_total{name!=""}[$__rate_interval]) + rate(container_fs_writes_total{name!=""}[$__rate_interval])',
    ],
  },
  {
    name: 'alerts',
    source: 'samber/awesome-prometheus-alerts: google-cadvisor.yml',
    queries: [
      'time() - container_last_seen > 60 or time() - container_last_seen',
      '(sum(container_memory_working_set_bytes{name!=""}) BY (instance, name) / sum(container_spec_memory_limit_bytes > 0) BY (instance, name) * 100) > 0',
      '(1 - (sum(container_fs_inodes_free{name!=""}) BY (instance) / sum(container_fs_inodes_total) BY (instance))) * 100',
      'sum(rate(container_cpu_cfs_throttled_periods_total[5m])) by (name) / sum(rate(container_cpu_cfs_periods_total[5m])) by (name)',
      'sum(rate(container_cpu_usage_seconds_total{image!=""}[5m])) by (name) / sum(container_spec_cpu_quota{image!=""}/container_spec_cpu_period{image!=""}) by (name) * 100',
    ],
  },
]

/**
 * What they ask for in vain. cAdvisor shows the figures of the host's disk with the name of each container on it; here they
 * are with id="/" only. Its load averages are always 0 unless it is started in a special way.
 */
export const ofOthers: Readonly<Record<string, string>> = {
  container_cpu_load_average_10s: 'always 0 in cAdvisor',
  container_fs_io_current: 'of the host',
  container_fs_io_time_seconds_total: 'of the host',
  container_fs_io_time_weighted_seconds_total: 'of the host',
  container_fs_read_seconds_total: 'of the host',
  container_fs_reads_merged_total: 'of the host',
  container_fs_sector_reads_total: 'of the host',
  container_fs_sector_writes_total: 'of the host',
  container_fs_write_seconds_total: 'of the host',
  container_fs_writes_merged_total: 'of the host',
}
