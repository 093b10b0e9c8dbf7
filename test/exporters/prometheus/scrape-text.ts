import { expect } from 'vitest'
import { type View, viewOf, withAudit } from '../../../agent/live/view.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { containerLabels, usualLabels } from '../../../exporters/prometheus/container-labels.ts'
import { type ExpositionOptions, exposition } from '../../../exporters/prometheus/exposition.ts'
import { groups } from '../../../exporters/prometheus/groups/index.ts'
import { LastSeen } from '../../../exporters/prometheus/last-seen.ts'
import { TextBuffer } from '../../../exporters/prometheus/text-buffer.ts'
import { exampleAudit } from '../example-audit.ts'
import { exampleSnapshot } from '../example-snapshot.ts'
import { exampleUsage } from '../example-usage.ts'

/** A scrape in the text format with every group on. */
export const scrapeText = async (view: View, options: Partial<ExpositionOptions> = {}): Promise<string> => {
  const buffer = new TextBuffer()
  const all: ExpositionOptions = {
    format: 'text',
    groups: Object.values(groups),
    labelsOf: containerLabels(usualLabels),
    lastSeen: new LastSeen(300),
    created: false,
    self: [],
    ...options,
  }
  await exposition(view, all, buffer)
  return buffer.written.toString()
}

/** The example on version 1 or 2 of cgroups, with changes. */
export const exampleOf = (version: 1 | 2, changes: Partial<Snapshot> = {}): View =>
  withAudit(viewOf({ ...exampleSnapshot, usage: exampleUsage(version), ...changes }), exampleAudit)

/** What differs from machine to machine. */
export const withoutNode = (text: string): string => text.replace(/node="[^"]*"/, 'node="VERSION"')

/** Each sample as its series and value; fails on a line that is not one, and on a series that comes twice. */
export const samplesOf = (text: string): Map<string, string> => {
  const samples = new Map<string, string>()
  const wrong: string[] = []
  for (const line of text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))) {
    const [, series = '', value = ''] =
      /^([a-z_][a-z0-9_]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})?) (\S+)$/.exec(line) ?? []
    if (series === '' || samples.has(series)) wrong.push(line)
    samples.set(series, value)
  }
  expect(wrong).toEqual([])
  return samples
}

/** Values of one metric by one of its labels, of series whose text holds all the given words. */
export const valuesOf = (text: string, metric: string, ...words: readonly string[]): string[] =>
  [...samplesOf(text)]
    .filter(([series]) => series === metric || series.startsWith(`${metric}{`))
    .filter(([series]) => words.every((word) => series.includes(word)))
    .map(([, value]) => value)
