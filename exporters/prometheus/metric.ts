import type { View } from '../../agent/live/view.ts'

/** One series of a metric: a value for its labels. A label that is absent is the same as an empty one to Prometheus. */
export interface Sample<L extends string = string> {
  readonly labels: { readonly [K in L]?: string | number }
  /** What is `bigint` in a snapshot becomes a 64-bit float, as everywhere in Prometheus. */
  readonly value: number | bigint
}

/** One metric: a row of a table. */
export interface Metric<L extends string = string> {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  /** One sentence, without quotes, which OpenMetrics would want escaped. */
  readonly help: string
  readonly labels: readonly L[]
  readonly rows: (view: View) => Iterable<Sample<L>>
}

/** Declares a metric; its rows may use the labels that it names and no others. */
export const metric = <const L extends string>(definition: Metric<L>): Metric => definition
