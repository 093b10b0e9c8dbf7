import { type Gauge, Registry, type RegistryContentType } from 'prom-client'
import type { View } from '../../agent/live/view.ts'
import type { Collected } from './collected.ts'
import { groups } from './groups/index.ts'
import { seriesOf } from './series.ts'

export interface ExpositionOptions {
  /** One of the two content types of prom-client's registry. */
  readonly contentType: RegistryContentType
  /** Metrics of the process itself. */
  readonly self: readonly Collected[]
}

/** All metrics of one view, as text. Nothing of it outlives the call: a series is there as long as the thing is. */
export const exposition = (view: View, { contentType, self }: ExpositionOptions): Promise<string> => {
  const registry = new Registry<RegistryContentType>()
  registry.setContentType(contentType)
  for (const collected of [...metricsOf(view), ...self]) registry.registerMetric(constant(collected))
  return registry.metrics()
}

/** A metric without series is left out: it would only be two lines of comment. */
const metricsOf = (view: View): Collected[] => {
  const dropped: { labels: { metric: string }; value: number }[] = []
  const metrics = Object.values(groups)
    .flat()
    .map((metric) => {
      const found = seriesOf(metric, view)
      dropped.push({ labels: { metric: metric.name }, value: found.dropped })
      return { name: metric.name, help: metric.help, type: metric.type, values: found.series }
    })
  const overflow = {
    name: 'netloupe_scrape_series_dropped',
    help: 'Series of a metric left out of this scrape: too many, or two with the same labels.',
    type: 'gauge',
    values: dropped.filter(({ value }) => value > 0),
  }
  return [...metrics, overflow].filter(({ values }) => values.length > 0)
}

/**
 * What a registry asks of a metric: its name and, by `get`, its values. Its types know only the classes of prom-client.
 * A registry of OpenMetrics takes `_total` from the name of a counter, so each metric is made anew for each scrape.
 */
const constant = (collected: Collected): Gauge =>
  ({
    ...collected,
    get() {
      return Promise.resolve(this)
    },
  }) as unknown as Gauge
