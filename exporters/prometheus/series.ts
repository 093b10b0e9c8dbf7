import { labelText } from './label-value.ts'
import type { Departed } from './last-seen.ts'
import type { ContainerMetric, ContainerTable, HostMetric, Metric, Sample } from './metric.ts'
import type { Scrape } from './scrape.ts'
import type { Subject } from './subject.ts'
import { type Format, valueText } from './text.ts'

/** Of one metric. A host with more things than that is better served by the API than by time series. */
const mostSeries = 10_000

/** Of one metric and one container: it may make as many interfaces as it likes, and must not take the place of others. */
const mostOfContainer = 100

/** The samples of one metric as pieces of text, and how many series were left out: too many, or two with the same labels. */
export interface Written {
  readonly pieces: readonly string[]
  readonly dropped: number
}

export interface SeriesOptions {
  readonly format: Format
  /** Writes, in OpenMetrics, beside each counter of a container since when it counts. */
  readonly created: boolean
}

export const seriesText = (metric: Metric, scrape: Scrape, options: SeriesOptions): Written => {
  const writer = new SeriesWriter(metric, options)
  if ('rows' in metric) writer.host(metric, scrape)
  else if ('value' in metric) {
    for (const subject of scrape.subjects) writer.container(metric, subject)
    for (const departed of scrape.departed) writer.departed(metric, departed)
  } else for (const subject of scrape.subjects) writer.table(metric, subject)
  return writer
}

/** Gathers pieces of text: joined once, they make far less garbage than strings that grow. */
class SeriesWriter implements Written {
  readonly pieces: string[] = []
  dropped = 0
  #series = 0
  /** Labels of the subject that is being written. */
  readonly #seen = new Set<string>()
  readonly #name: string
  readonly #places: number | undefined
  /** Name of the line that says since when a counter counts; null where none is wanted. */
  readonly #created: string | null

  constructor({ name, type, places }: Metric, { format, created }: SeriesOptions) {
    this.#name = name
    this.#places = places
    const isCounter = type === 'counter' && name.endsWith('_total')
    this.#created = created && isCounter && format === 'openmetrics' ? name.replace(/_total$/, '_created') : null
  }

  host({ labels: names, rows }: HostMetric, scrape: Scrape): void {
    const seen = new Set<string>()
    for (const sample of rows(scrape)) {
      const labels = labelsText(names, sample)
      if (seen.has(labels)) this.dropped++
      else if (this.#fits())
        this.pieces.push(this.#name, labels === '' ? ' ' : `{${labels}} `, this.#valueLine(sample.value))
      seen.add(labels)
    }
  }

  container({ value: read }: ContainerMetric, subject: Subject): void {
    const value = read(subject)
    if (value === undefined) return
    if (subject.repeats) this.dropped++
    else if (this.#fits()) this.#push(subject, value)
  }

  departed({ departed: read }: ContainerMetric, departed: Departed): void {
    if (read !== undefined && this.#fits())
      this.pieces.push(this.#name, `{${departed.labels}} `, this.#valueLine(read(departed)))
  }

  #push(subject: Subject, value: number | bigint): void {
    this.pieces.push(this.#name, subject.braced, this.#valueLine(value))
    this.#since(subject, '')
  }

  table({ labels: names, each }: ContainerTable, subject: Subject): void {
    const most = subject.container === null ? mostSeries : mostOfContainer
    const seen = this.#seen
    seen.clear()
    for (const sample of each(subject)) {
      const labels = labelsText(names, sample)
      if (subject.repeats || seen.has(labels) || seen.size >= most) this.dropped++
      else if (this.#fits()) {
        const more = labels === '' ? '' : `,${labels}`
        this.pieces.push(this.#name, '{', subject.labels, more, '} ', this.#valueLine(sample.value))
        this.#since(subject, more)
      }
      seen.add(labels)
    }
  }

  #fits(): boolean {
    if (this.#series === mostSeries) {
      this.dropped++
      return false
    }
    this.#series++
    return true
  }

  #valueLine(value: number | bigint): string {
    return `${valueText(value, this.#places)}\n`
  }

  #since({ container, labels }: Subject, more: string): void {
    if (this.#created === null || container === null) return
    const since = Date.parse(container.startedAt) / 1000
    if (Number.isFinite(since)) this.pieces.push(this.#created, '{', labels, more, '} ', `${since}\n`)
  }
}

const labelsText = (names: readonly string[], { labels }: Sample): string => {
  let text = ''
  for (const name of names) {
    const value = labels[name]
    if (value !== undefined && value !== '') text += `${text === '' ? '' : ','}${name}=${labelText(value)}`
  }
  return text
}
