import type { MetricValue } from 'prom-client'
import type { View } from '../../agent/live/view.ts'
import { labelValue } from './label-value.ts'
import type { Metric } from './metric.ts'

/** Of one metric. A host with more things than that is better served by the API than by time series. */
const mostSeries = 10_000

/** The series of a metric now: labels made presentable, every series once, and no more than Prometheus can digest. */
export const seriesOf = (
  { labels: names, rows }: Metric,
  view: View,
): { series: MetricValue<string>[]; dropped: number } => {
  const series = new Map<string, MetricValue<string>>()
  let dropped = 0
  for (const { labels, value } of rows(view)) {
    const presentable: { [name: string]: string } = {}
    for (const name of names) {
      const text = labels[name]
      if (text !== undefined) presentable[name] = labelValue(text)
    }
    const identity = JSON.stringify(presentable)
    if (series.has(identity) || series.size >= mostSeries) dropped++
    else series.set(identity, { labels: presentable, value: Number(value) })
  }
  return { series: [...series.values()], dropped }
}
