import { expect, test } from 'vitest'
import { groups } from '../../../exporters/prometheus/groups/index.ts'
import { exampleSnapshot, hostile } from '../example-snapshot.ts'
import { exampleOf, samplesOf, scrapeText, withoutNode } from './scrape-text.ts'

const value = String.raw`(?:[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|NaN|[+-]Inf)`
const escaped = String.raw`(?:[^"\\\n]|\\["\\n])*`
const label = `[a-zA-Z_][a-zA-Z0-9_]*="${escaped}"`
const name = '[a-zA-Z_:][a-zA-Z0-9_:]*'
/** By the ABNF of OpenMetrics 1.0, without what is never written: exemplars and time stamps. */
const grammar = {
  type: new RegExp(`^# TYPE (${name}) (gauge|counter|unknown)$`),
  help: new RegExp(`^# HELP (${name}) ${escaped}$`),
  sample: new RegExp(`^(${name})(?:\\{(?:${label})?(?:,${label})*\\})? ${value}$`),
}

interface Family {
  readonly name: string
  readonly type: string
}

/** Reads as a strict reader does: one block for each family, TYPE first, samples of that family only, and an end. */
const familiesOf = (text: string): Family[] => {
  const lines = text.split('\n')
  expect(lines.splice(-2)).toEqual(['# EOF', ''])
  const families: Family[] = []
  for (const line of lines) {
    const [, family, type] = grammar.type.exec(line) ?? []
    const current = families.at(-1)
    if (family !== undefined && type !== undefined) {
      expect(families.map((known) => known.name)).not.toContain(family)
      families.push({ name: family, type })
    } else if (line.startsWith('#')) expect(grammar.help.exec(line)?.[1], line).toBe(current?.name)
    else {
      const sample = grammar.sample.exec(line)?.[1]
      const suffixes = current?.type === 'counter' ? ['_total', '_created'] : ['']
      expect(
        suffixes.map((suffix) => `${current?.name}${suffix}`),
        line,
      ).toContain(sample)
    }
  }
  return families
}

test.each([1, 2] as const)('the example on version %i of cgroups follows the grammar', async (version) => {
  const text = await scrapeText(exampleOf(version), { format: 'openmetrics' })
  const families = familiesOf(text)
  expect(families.length).toBeGreaterThan(100)
  expect(
    families.filter(({ name, type }) => type !== 'unknown' && /_total$/.test(name)).map(({ name }) => name),
  ).toEqual(
    // Gauges that cAdvisor named like counters.
    ['fs_inodes', ...['tcp', 'tcp6', 'udp', 'udp6'].map((protocol) => `network_${protocol}_usage`)].map(
      (name) => `container_${name}_total`,
    ),
  )
  expect(families.filter(({ type }) => type === 'unknown').map(({ name }) => name)).toEqual([
    'container_memory_failcnt',
    'container_hugetlb_failcnt',
  ])
})

test('the example, as it is expected in review, with since when the counters of containers count', async () => {
  const containers = exampleSnapshot.containers.map((container) => ({
    ...container,
    startedAt: '2026-01-01T00:00:09Z',
  }))
  const { cpu, memory, network } = groups
  const text = await scrapeText(exampleOf(2, { containers }), {
    format: 'openmetrics',
    created: true,
    groups: [cpu, memory, network],
  })
  familiesOf(text)
  await expect(withoutNode(text)).toMatchFileSnapshot('../../golden/metrics/example-v2.openmetrics')
  expect(text).toMatch(/^container_cpu_user_seconds_created\{.*name="web"\} 1767225609$/m)
  expect(text).not.toContain('failcnt_created')
  expect(text).not.toMatch(/_created\{id="\/"/)
})

test('it has the samples of the text format, no others, and no created lines unless they are wanted', async () => {
  const text = await scrapeText(exampleOf(2))
  const open = await scrapeText(exampleOf(2), { format: 'openmetrics' })
  expect([...samplesOf(open)]).toEqual([...samplesOf(text)])
  expect(open).not.toContain('_created{')
  expect(await scrapeText(exampleOf(2), { created: true })).toBe(text)
})

test('whatever containers are called, and whatever their labels hold, the grammar holds', async () => {
  const names = [hostile, '', ' ', '{}', '"} 1\n# EOF\n', '\\', '# TYPE x counter', 'é'.repeat(400), '\u0000']
  const containers = exampleSnapshot.containers.flatMap((container) =>
    names.map((name, index) => ({
      ...container,
      id: `${container.id}${index}`,
      name,
      image: name,
      cgroup: `/docker/${name}${index}`,
      networkMode: name,
      restartPolicy: name,
      labels: { 'com.docker.compose.project': name },
    })),
  )
  const text = await scrapeText(exampleOf(2, { containers }), { format: 'openmetrics' })
  familiesOf(text)
  expect(text.match(/# EOF\n/g)?.length).toBe(1)
  expect(samplesOf(await scrapeText(exampleOf(2, { containers }))).size).toBeGreaterThan(250)
})
