/** How metrics are to be served. */
export interface MetricsSettings {
  /** The groups of metrics that are on (exporters/prometheus/groups). */
  readonly groups: readonly string[]
  /** Docker labels that become labels of metrics. */
  readonly containerLabels: readonly string[] | 'all'
  /** Scrapes at a time; further ones are refused. */
  readonly maxRequests: number
  /** Writes `_created` lines in OpenMetrics. */
  readonly created: boolean
  /** How long `container_last_seen` of a stopped container stays. */
  readonly lastSeenSeconds: number
}
