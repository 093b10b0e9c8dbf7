import type { Count } from '../../collectors/wire/shape.ts'
import type { Departed } from './last-seen.ts'
import type { Scrape } from './scrape.ts'
import type { Subject } from './subject.ts'

/** One series of a metric: a value for its labels. A label that is absent is the same as an empty one to Prometheus. */
export interface Sample<L extends string = string> {
  readonly labels: { readonly [K in L]?: string | number }
  /** A `bigint` is written with all its digits. */
  readonly value: Count
}

interface Definition {
  readonly name: string
  /** A counter whose name does not end in `_total`, as some of cAdvisor's, is `unknown` in OpenMetrics. */
  readonly type: 'gauge' | 'counter'
  /** One sentence. */
  readonly help: string
  /** The values are whole numbers of this many decimal places: 9 for nanoseconds that are shown as seconds. */
  readonly places?: number
}

/** A metric of the host, its network or the agent. */
export interface HostMetric<L extends string = string> extends Definition {
  readonly labels: readonly L[]
  readonly rows: (scrape: Scrape) => Iterable<Sample<L>>
}

/** A metric with one series a container, and one for the root of the host; undefined where there is none. */
export interface ContainerMetric extends Definition {
  readonly value: (subject: Subject) => Count | undefined
  /** For containers that stopped a short while ago; without it they have no series. */
  readonly departed?: (departed: Departed) => Count
}

/** A metric with several series a container, told apart by further labels. */
export interface ContainerTable<L extends string = string> extends Definition {
  readonly labels: readonly L[]
  readonly each: (subject: Subject) => Iterable<Sample<L>>
}

export type Metric = HostMetric | ContainerMetric | ContainerTable

/** Declares a metric; its rows may use the labels that it names and no others. */
export const metric = <const L extends string>(definition: HostMetric<L>): Metric => definition

/** Declares a metric of containers whose series carry the labels of the container and no others. */
export const containerMetric = (definition: ContainerMetric): Metric => definition

/** Declares a metric of containers whose series carry more labels than those of the container. */
export const containerTable = <const L extends string>(definition: ContainerTable<L>): Metric => definition
