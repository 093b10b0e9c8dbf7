import type { MetricValue } from 'prom-client'

/** A metric with its values of one moment. */
export interface Collected {
  readonly name: string
  readonly help: string
  /** `gauge`, `counter`, `histogram`, `summary` */
  readonly type: string
  readonly values: readonly MetricValue<string>[]
}
