import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type GroupName, groups } from '../../../exporters/prometheus/groups/index.ts'
import type { Metric } from '../../../exporters/prometheus/metric.ts'
import { differences } from './cadvisor-differences.ts'
import { cadvisorMetrics, expanded } from './cadvisor-table.ts'

/** What is not ours alone. */
const isCompatible = (name: string): boolean => !name.startsWith('netloupe_')

const ours = new Map<string, Metric & { readonly on: boolean }>(
  Object.values(groups).flatMap(({ metrics, on }) =>
    metrics.filter(({ name }) => isCompatible(name)).map((metric) => [metric.name, { ...metric, on }] as const),
  ),
)
const theirs = new Map(cadvisorMetrics.map((metric) => [metric.name, metric]))
const listed = new Map(differences.flatMap(({ names, kind }) => expanded(names).map((name) => [name, kind] as const)))

/** Labels beyond those that every container, or the machine, has. */
const ownLabels = (metric: Metric): readonly string[] => {
  const always = ['id', 'machine_id', 'system_uuid', 'boot_id']
  return 'labels' in metric ? metric.labels.filter((label) => !always.includes(label)) : []
}

test('the table is whole: as many metrics as were counted in its source, each once', () => {
  expect(cadvisorMetrics.length).toBe(theirs.size)
  expect(theirs.size).toBe(124)
})

test('every metric of cAdvisor is here, or a difference says why not, and nothing else has a name that is not ours', () => {
  const missing = [...theirs.keys()].filter((name) => !ours.has(name))
  expect(missing).toEqual([...theirs.keys()].filter((name) => listed.get(name) === 'absent'))
  expect([...ours.keys()].filter((name) => !theirs.has(name))).toEqual([])
})

test('types and labels are those of cAdvisor', () => {
  const of = (name: string): object => ({ name, type: theirs.get(name)?.type, labels: theirs.get(name)?.labels })
  expect(
    [...ours.values()].map((metric) => ({ name: metric.name, type: metric.type, labels: ownLabels(metric) })),
  ).toEqual([...ours.keys()].map(of))
})

test('what is on by default there is on here, apart from the differences', () => {
  const changed = [...ours.values()].filter(({ name, on }) => theirs.get(name)?.on !== on)
  const kinds = changed.map(({ name, on }) => [name, on ? 'on' : 'off'])
  const expected = [...listed].filter(([, kind]) => kind === 'on' || kind === 'off')
  expect(kinds.toSorted()).toEqual(expected.toSorted())
})

test('every difference is about a metric of cAdvisor, and each has one', () => {
  const names = differences.flatMap((found) => expanded(found.names))
  expect(names.filter((name) => !theirs.has(name))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})

const page = readFileSync('deploy/cadvisor.md', 'utf8')
/** Cells of the rows of all tables. */
const cells = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.slice(2, -2).split(' | '))

test('the page for those who come from cAdvisor has each difference, in the same words, and no others', () => {
  const kinds: readonly string[] = ['absent', 'on', 'off', 'series', 'value']
  const told = cells.filter(([, kind]) => kinds.includes(kind ?? ''))
  expect(told).toEqual(differences.map(({ names, kind, because }) => [`\`${names}\``, kind, because]))
})

test('it names every collector with its default, and no others', () => {
  const rows = cells.filter(([, state]) => state === 'is on' || state === 'is off')
  const names = Object.keys(groups) as GroupName[]
  expect(rows.map(([name, state, about]) => [name, state, about]).toSorted()).toEqual(
    names.map((name) => [`\`${name}\``, groups[name].on ? 'is on' : 'is off', groups[name].about]).toSorted(),
  )
})

test('every metric that it names is there', () => {
  const own = Object.values(groups).flatMap(({ metrics }) => metrics.map(({ name }) => name))
  const known = new Set([...theirs.keys(), ...own, 'netloupe_scrape_series_dropped'])
  const named = page.match(/\b(?:netloupe|container|machine)_(?:[a-z0-9_]|\{[a-z0-9_,]*\})+/g) ?? []
  // The beginning of a name, before an asterisk or an ellipsis, ends in a line.
  const whole = named.flatMap(expanded).filter((name) => !name.endsWith('_') && !name.startsWith('container_label_'))
  expect(whole.length).toBeGreaterThan(120)
  expect(whole.filter((name) => !known.has(name))).toEqual([])
})
