import type { Collected } from './collected.ts'
import { labelText } from './label-value.ts'
import { type Format, header, valueText } from './text.ts'

/** Metrics of prom-client as text. OpenMetrics wants bounds and quantiles to look like floats. */
export const collectedText = (format: Format, { values, ...metric }: Collected): string => {
  if (values.length === 0) return ''
  let text = header(format, metric)
  for (const { labels, value, metricName } of values) {
    const written = Object.entries(labels)
      .filter(([, label]) => label !== undefined)
      .map(([name, label]) => `${name}=${labelText(format === 'openmetrics' ? bound(name, label) : (label ?? ''))}`)
      .join(',')
    text += `${metricName ?? metric.name}${written === '' ? '' : `{${written}}`} ${valueText(value)}\n`
  }
  return text
}

const bound = (name: string, label: string | number | undefined): string =>
  (name === 'le' || name === 'quantile') && /^\d+$/.test(`${label}`) ? `${label}.0` : `${label ?? ''}`
