import type { View } from '../../agent/live/view.ts'
import { Turns } from '../../collectors/turns.ts'
import type { Collected } from './collected.ts'
import { collectedText } from './collected-text.ts'
import type { ContainerLabels } from './container-labels.ts'
import type { Group } from './group.ts'
import type { LastSeen } from './last-seen.ts'
import { seriesText } from './series.ts'
import { subjectsOf } from './subject.ts'
import { ending, type Format, header } from './text.ts'
import type { TextBuffer } from './text-buffer.ts'

export interface ExpositionOptions {
  readonly format: Format
  readonly groups: readonly Group[]
  readonly labelsOf: ContainerLabels
  readonly lastSeen: LastSeen
  /** See SeriesOptions. */
  readonly created: boolean
  /** Metrics of the process itself. */
  readonly self: readonly Collected[]
}

/** Writes all metrics of one view. Nothing of it outlives the call: a series is there as long as the thing is. */
export const exposition = async (view: View, options: ExpositionOptions, into: TextBuffer): Promise<void> => {
  const { format, groups, labelsOf, lastSeen, self } = options
  const subjects = subjectsOf(view, labelsOf)
  const departed = lastSeen.note(subjects, Date.parse(view.usage?.takenAt ?? view.snapshot.takenAt) / 1000)
  const scrape = { snapshot: view.snapshot, usage: view.usage, audit: view.audit, subjects, departed }
  const dropped: string[] = []
  const turns = new Turns()
  for (const metric of groups.flatMap(({ metrics }) => metrics)) {
    const written = seriesText(metric, scrape, options)
    // A metric without series is left out: it would only be two lines of comment.
    if (written.pieces.length > 0) into.write(header(format, metric) + written.pieces.join(''))
    if (written.dropped > 0) dropped.push(`${droppedSeries.name}{metric="${metric.name}"} ${written.dropped}\n`)
    await turns.next()
  }
  const last = [
    ...(dropped.length > 0 ? [header(format, droppedSeries), ...dropped] : []),
    ...self.map((collected) => collectedText(format, collected)),
    ending[format],
  ]
  into.write(last.join(''))
}

const droppedSeries = {
  name: 'netloupe_scrape_series_dropped',
  help: 'Series of a metric left out of this scrape: too many, or two with the same labels.',
  type: 'gauge',
} as const
