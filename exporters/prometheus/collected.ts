import type { MetricValue } from 'prom-client'

/** A metric of prom-client with its values of one moment. */
export interface Collected {
  readonly name: string
  readonly help: string
  /** `gauge`, `counter`, `histogram`, `summary` */
  readonly type: string
  /** The parts of a histogram or a summary have names of their own. */
  readonly values: readonly (MetricValue<string> & { readonly metricName?: string })[]
}
