import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { groups } from '../../../exporters/prometheus/groups/index.ts'
import { selfMetrics } from '../../../exporters/prometheus/self-metrics.ts'
import { exampleSnapshot, exampleView } from '../example-snapshot.ts'
import { exampleUsage, interfaceCounters } from '../example-usage.ts'
import { exampleOf, samplesOf, scrapeText, valuesOf, withoutNode } from './scrape-text.ts'

const textOf = (changes: Partial<Snapshot> = {}): Promise<string> => scrapeText(exampleOf(2, changes))

test.each([1, 2] as const)('the example on version %i of cgroups, as it is expected in review', async (version) => {
  const text = withoutNode(await scrapeText(exampleOf(version)))
  await expect(text).toMatchFileSnapshot(`../../golden/metrics/example-v${version}.prom`)
  expect(samplesOf(text).size).toBeGreaterThan(200)
})

test('every metric of every group has a series in the example on one version or the other', async () => {
  const text = `${await scrapeText(exampleOf(1))}${await scrapeText(exampleOf(2))}`
  const metrics = Object.values(groups).flatMap((group) => group.metrics.map(({ name }) => name))
  expect(metrics.filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([])
  expect(new Set(metrics).size).toBe(metrics.length)
})

/** What cAdvisor calls these, and dashboards ask for. */
const namesOfCadvisor = [
  "cadvisor_version_info label names should be written in 'snake_case' not 'camelCase'",
  'container_fs_inodes_total non-counter metrics should not have "_total" suffix',
  'container_hugetlb_failcnt counter metrics should have "_total" suffix',
  'container_memory_failcnt counter metrics should have "_total" suffix',
  'container_network_tcp6_usage_total non-counter metrics should not have "_total" suffix',
  'container_network_tcp_usage_total non-counter metrics should not have "_total" suffix',
  'container_network_udp6_usage_total non-counter metrics should not have "_total" suffix',
  'container_network_udp_usage_total non-counter metrics should not have "_total" suffix',
]

test('promtool finds nothing to say but of names of cAdvisor, of our own process neither', async () => {
  const text = await scrapeText(exampleView, { self: await selfMetrics()() })
  expect(text).toContain('process_resident_memory_bytes')
  expect(text).toContain('nodejs_eventloop_lag_seconds')
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
  const said = `${stdout}${stderr}`.split('\n').filter(Boolean)
  expect([...new Set(said)].sort()).toEqual(namesOfCadvisor)
  // 3: there is something to say; 1: not even the format is right.
  expect(status).toBe(3)
})

test('promtool finds nothing at all to say of the metrics with names of our own', async () => {
  const own = (await scrapeText(exampleView))
    .split('\n')
    .filter((line) => /^(# (HELP|TYPE) )?netloupe_/.test(line))
    .join('\n')
  expect(execFileSync('promtool', ['check', 'metrics'], { input: `${own}\n`, encoding: 'utf8', stdio: 'pipe' })).toBe(
    '',
  )
})

test('a shared namespace is counted for its owner, and the network of the host not for containers', async () => {
  const received = (await textOf())
    .split('\n')
    .filter((line) => line.startsWith('container_network_receive_bytes_total'))
  expect(received.map((line) => [/[{,]name="([^"]*)"/.exec(line)?.[1], /interface="([^"]*)"/.exec(line)?.[1]])).toEqual(
    [
      [undefined, 'eth0'],
      [undefined, 'vx9'],
      ['web', 'eth0'],
    ],
  )
})

test('dropped while receiving is what /proc/net/dev shows: with those that were missed', async () => {
  expect(await textOf()).toMatch(/container_network_receive_packets_dropped_total\{id="\/",interface="vx9"\} 9008\n/)
})

test('an owner is chosen by age among containers that nobody joined', async () => {
  const containers = exampleSnapshot.containers.map((container) => ({ ...container, networkMode: 'shop' }))
  const text = await textOf({ containers })
  expect(text).toContain(
    'netloupe_container_network_namespace_info{name="web",netns="4026532301",mode="shop",owner="sidecar"} 1',
  )
})

test('the network of an engine that works in a namespace of its own is a host too', async () => {
  const { engine } = exampleSnapshot
  if (engine === null) throw new Error('the example has an engine')
  const containers = exampleSnapshot.containers.map((container) =>
    container.name === 'exporter' ? { ...container, netns: '3' } : container,
  )
  const text = await textOf({ engine: { ...engine, netns: '3' }, containers })
  expect(text).toContain('namespace_info{name="exporter",netns="4026532400",mode="host"} 1')
  expect(text).not.toMatch(/[{,]interface="blue0"/)
  expect(text).toMatch(/veth_info\{host_netns="4026531840",.*container_interface="blue0"\} 1/)
})

test('the other end of a container’s interface shows what it counted itself', async () => {
  const text = await textOf()
  const ends = 'netloupe_container_network_host_end_transmit_bytes_total'
  expect(valuesOf(text, ends)).toEqual(['7004'])
  expect(valuesOf(text, ends, 'interface="eth0"', 'host_interface="veth7"', 'name="web"')).toEqual(['7004'])
})

test('what is gone leaves no series behind', async () => {
  const { usage: _, ...nothingCounted } = exampleSnapshot
  const text = await scrapeText({
    ...exampleView,
    usage: null,
    snapshot: { ...nothingCounted, links: [], containers: [], fdb: [], runs: [], engine: null, problems: [] },
  })
  expect(text).not.toMatch(/container_network|veth_info|bridge|docker_up|collector|machine_memory/)
  expect(samplesOf(text).get('netloupe_containers{state="running"}')).toBe('0')
  expect(samplesOf(text).get('container_scrape_error')).toBe('1')
  expect(samplesOf(text).get('machine_scrape_error')).toBe('1')
})

test('no engine is docker_up 0; an engine that is not asked is nothing', async () => {
  expect(await textOf({ engine: null })).toContain('\nnetloupe_docker_up 0\n')
  const runs = exampleSnapshot.runs.filter(({ collector }) => collector !== 'docker')
  const text = await textOf({ runs, engine: null })
  expect(text).not.toContain('netloupe_docker_up')
})

test('too many series, or two of the same labels, are left out and counted', async () => {
  const netns = '1'
  const many = Array.from({ length: 10_005 }, (_, index) =>
    interfaceCounters({ netns, ifindex: index + 10, name: `eth${index}` }),
  )
  const usage = { ...exampleUsage(2), interfaces: [...many, ...many.slice(0, 1)] }
  const text = await scrapeText(exampleOf(2, { links: [], usage }), { groups: [groups.network] })
  expect(text).toContain('netloupe_scrape_series_dropped{metric="container_network_receive_bytes_total"} 6\n')
  expect(samplesOf(text).size).toBeGreaterThan(80_000)
})

test('a container that makes a thousand interfaces takes no place of others', async () => {
  const flood = Array.from({ length: 1000 }, (_, index) =>
    interfaceCounters({ netns: '2', ifindex: index + 10, name: `eth${index}` }),
  )
  const lan = interfaceCounters({ netns: '3', ifindex: 6, name: 'lan' })
  const containers = exampleSnapshot.containers.map((container) =>
    container.name === 'sidecar' ? { ...container, netns: '3', networkMode: 'shop' } : container,
  )
  const text = await textOf({ containers, links: [], usage: { ...exampleUsage(2), interfaces: [...flood, lan] } })
  expect(valuesOf(text, 'container_network_receive_bytes_total', 'name="web"').length).toBe(100)
  expect(valuesOf(text, 'container_network_receive_bytes_total', 'name="sidecar"', '"lan"')).toEqual(['6003'])
  expect(text).toContain('netloupe_scrape_series_dropped{metric="container_network_receive_bytes_total"} 900\n')
})

test('two containers that would have the same labels do not spoil the scrape', async () => {
  const [first] = exampleSnapshot.containers
  if (first === undefined) throw new Error('the example has containers')
  const text = await textOf({ containers: [...exampleSnapshot.containers, { ...first, netns: null }] })
  expect(text).toContain('netloupe_scrape_series_dropped{metric="container_last_seen"} 1\n')
  expect(valuesOf(text, 'netloupe_container_state', 'name="sidecar"')).toEqual(['1'])
})
