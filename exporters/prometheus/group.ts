import type { UsageRead } from '../../collectors/usage-record.ts'
import type { Metric } from './metric.ts'

/** Metrics that are switched on and off together, by `--collector.NAME`, `collect[]` and `exclude[]`. */
export interface Group {
  /** What it tells, for the help. */
  readonly about: string
  /** Whether it is on unless told otherwise: what costs much is not. */
  readonly on: boolean
  /** What has to be read for it. */
  readonly reads: readonly UsageRead[]
  readonly metrics: readonly Metric[]
}
