import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type View, viewOf } from '../../../agent/live/view.ts'
import { type Cgroup, cgroupParts } from '../../../collectors/cgroups/record.ts'
import { blankContainer } from '../../../collectors/containers/blank-container.ts'
import { groups } from '../../../exporters/prometheus/groups/index.ts'
import { openReader } from '../../collectors/cgroups/read-tree.ts'
import { openTree, type Tree } from '../../collectors/cgroups/tree.ts'
import { exampleSnapshot } from '../example-snapshot.ts'
import { blankUsage } from '../example-usage.ts'
import { type CgroupFiles, filesOfMetrics } from './files-of-metrics.ts'
import { samplesOf, scrapeText } from './scrape-text.ts'

/** Hosts as kernels show them: VERSION-KERNEL-DRIVER. */
const names = globSync('test/golden/cgroups/*.tree')
  .map((file) => basename(file, '.tree'))
  .toSorted()

/** A host on which these containers run, and nothing else is known of them. */
const hostOf = (tree: Tree): View => {
  using reader = openReader(tree.root).reader
  const cgroups: Cgroup[] = tree.targets.flatMap((target) => reader.read(target) ?? [])
  const containers = tree.targets.flatMap(({ container, path }, index) =>
    container === undefined
      ? []
      : [
          {
            ...blankContainer({ id: container, name: `container-${index}`, runtime: 'docker' }),
            pid: 100 + index,
            cgroup: path,
          },
        ],
  )
  return viewOf({
    ...exampleSnapshot,
    containers,
    namespaces: exampleSnapshot.namespaces.filter(({ root }) => root),
    engine: null,
    networks: [],
    links: [],
    addresses: [],
    fdb: [],
    problems: [],
    runs: [],
    usage: { ...blankUsage, cgroups, runs: [] },
  })
}

/** The groups that are made of cgroup files. */
const groupsOfCgroups = Object.values(groups).filter(({ reads }) => cgroupParts.some((part) => reads.includes(part)))
const metricsOfCgroups = new Set(groupsOfCgroups.flatMap(({ metrics }) => metrics.map(({ name }) => name)))

/** What a scrape says of the containers of a tree, and of its root. */
const scrapeOf = (tree: Tree): Promise<string> =>
  scrapeText(hostOf(tree), { groups: [groups.containers, ...groupsOfCgroups] })

/** Metrics made of cgroup files of which a container has a series. */
const seriesNames = (text: string, container: string): string[] => {
  const own = [...samplesOf(text).keys()].filter((series) => new RegExp(`{id="[^"]*${container}[^"/]*"`).test(series))
  return [...new Set(own.map((series) => series.replace(/\{.*/, '')))]
    .filter((name) => metricsOfCgroups.has(name))
    .toSorted()
}

/** The files in a container's own folders, not those of containers in it. */
const filesOf = ({ files }: Tree, container: string): CgroupFiles => {
  const own = [...files].filter(([path]) => new RegExp(`^[^:]*${container}[^/]*/[^/]+$`).test(path))
  const byName = Map.groupBy(own, ([path]) => basename(path))
  return new Map([...byName].map(([name, found]) => [name, found.map(([, text]) => text)]))
}

const containersOf = (tree: Tree): string[] => tree.targets.flatMap(({ container }) => container ?? [])

describe.each(names)('%s', (name) => {
  test('is scraped as expected in review', async () => {
    using tree = openTree(name)
    const text = await scrapeOf(tree)
    await expect(text).toMatchFileSnapshot(`../../golden/metrics/trees/${name}.prom`)
    expect(samplesOf(text).size).toBeGreaterThan(30)
  })

  test('gives each container the series that its files can fill, and no others', async () => {
    using tree = openTree(name)
    const text = await scrapeOf(tree)
    const containers = containersOf(tree)
    expect(containers.length).toBeGreaterThan(0)
    for (const container of containers) {
      const files = filesOf(tree, container)
      const expected = Object.entries(filesOfMetrics).filter(([, isFilled]) => isFilled(files))
      expect(seriesNames(text, container)).toEqual(expected.map(([metric]) => metric).toSorted())
    }
  })
})

test('the table of files has every metric that is made of them', () => {
  expect(Object.keys(filesOfMetrics).toSorted()).toEqual([...metricsOfCgroups].toSorted())
})

test('version 1, version 2, both together, and both of Docker’s ways to name cgroups are among them', () => {
  const ways = new Set<string>()
  for (const name of names) {
    using tree = openTree(name)
    const { path = '' } = tree.targets.at(-1) ?? {}
    ways.add(`${name.split('-')[0]} ${/\.scope/.test(path) ? 'systemd' : 'cgroupfs'}`)
  }
  expect([...ways].toSorted()).toEqual(['hybrid cgroupfs', 'v1 cgroupfs', 'v1 systemd', 'v2 cgroupfs', 'v2 systemd'])
})

/** What came to a version of cgroups with a kernel. */
const news: readonly (readonly [version: 'v1' | 'v2', kernel: string, metric: string])[] = [
  ['v1', '4.13', 'container_oom_events_total'],
  ['v2', '4.20', 'container_pressure_memory_stalled_seconds_total'],
  ['v2', '5.2', 'netloupe_container_frozen'],
  ['v2', '5.9', 'container_memory_workingset_refault_anon_total'],
  ['v2', '5.13', 'container_pressure_cpu_stalled_seconds_total'],
  ['v2', '5.14', 'netloupe_container_cpu_burst_limit_seconds'],
  ['v2', '5.18', 'container_memory_kernel_usage'],
  ['v2', '5.19', 'container_memory_max_usage_bytes'],
  ['v2', '6.1', 'netloupe_container_pressure_irq_stalled_seconds_total'],
  ['v2', '6.5', 'netloupe_container_memory_swap_peak_bytes'],
]

/** Sorts as kernels do: 4.20 is after 4.4. */
const order = (kernel: string): number => {
  const [major = 0, minor = 0] = kernel.split('.').map(Number)
  return major * 1000 + minor
}

test.each(news)('%s: what came with kernel %s is there from then on: %s', async (version, kernel, metric) => {
  const seen: { [name: string]: boolean } = {}
  const expected: { [name: string]: boolean } = {}
  for (const name of names.filter((candidate) => candidate.startsWith(`${version}-`))) {
    using tree = openTree(name)
    const [container = ''] = containersOf(tree)
    seen[name] = seriesNames(await scrapeOf(tree), container).includes(metric)
    expected[name] = order(name.split('-')[1] ?? '') >= order(kernel)
  }
  expect(seen).toEqual(expected)
  expect(new Set(Object.values(seen))).toEqual(new Set([true, false]))
})
