import { execFileSync } from 'node:child_process'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { viewOf } from '../../../agent/live/view.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { exposition } from '../../../exporters/prometheus/exposition.ts'
import { selfMetrics } from '../../../exporters/prometheus/self-metrics.ts'
import { exampleSnapshot, exampleView, stats } from '../example-snapshot.ts'

const contentType = Registry.PROMETHEUS_CONTENT_TYPE
const openMetrics = Registry.OPENMETRICS_CONTENT_TYPE
const textOf = (changes: Partial<Snapshot> = {}): Promise<string> =>
  exposition(viewOf({ ...exampleSnapshot, ...changes }), { contentType, self: [] })

/** Each sample as its series and value; fails on a line that is not one, and on a series that comes twice. */
const samplesOf = (text: string): Map<string, string> => {
  const samples = new Map<string, string>()
  for (const line of text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))) {
    const [, series = '', value = ''] =
      /^([a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})?) (\S+)$/.exec(line) ?? []
    expect(series, line).not.toBe('')
    expect(samples.has(series), series).toBe(false)
    samples.set(series, value)
  }
  return samples
}

test('the example, as it is expected in review', async () => {
  const text = (await textOf()).replace(/node="[^"]*"/, 'node="VERSION"')
  await expect(text).toMatchFileSnapshot('../../golden/metrics/example.prom')
  expect(samplesOf(text).size).toBeGreaterThan(50)
})

/** Deliberately like cAdvisor where that breaks a convention. None of the metrics until now does. */
const knownViolations: string[] = []

test('promtool finds nothing to say, of our own process neither', async () => {
  const self = await selfMetrics()()
  const text = await exposition(exampleView, { contentType, self })
  expect(text).toContain('process_resident_memory_bytes')
  expect(text).toContain('nodejs_eventloop_lag_seconds')
  const said = execFileSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8', stdio: 'pipe' })
  expect(said.split('\n').filter(Boolean)).toEqual(knownViolations)
})

test('OpenMetrics has families without _total, samples with it, and an end; the next text is as before', async () => {
  const before = await textOf()
  const text = await exposition(exampleView, { contentType: openMetrics, self: [] })
  expect(text.endsWith('\n# EOF\n')).toBe(true)
  expect(text).not.toMatch(/\n\n/)
  expect(text).toContain('\n# TYPE container_network_receive_bytes counter\n')
  expect(text).toMatch(/\ncontainer_network_receive_bytes_total\{/)
  expect(await textOf()).toBe(before)
  expect([...samplesOf(text)]).toEqual([...samplesOf(before)])
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
  expect(text).toContain('namespace_info{name="exporter",netns="4026532400",mode="host",owner=""} 1')
  expect(text).not.toContain('interface="blue0"}')
  expect(text).toMatch(/veth_info\{host_netns="4026531840",.*container_interface="blue0",container=""\} 1/)
})

test('what is gone leaves no series behind', async () => {
  const text = await textOf({ links: [], containers: [], fdb: [], runs: [], engine: null, problems: [] })
  expect(text).not.toMatch(/container_network|veth_info|bridge|docker_up|collector/)
  expect(samplesOf(text).get('netloupe_containers{state="running"}')).toBe('0')
})

test('no engine is docker_up 0; an engine that is not asked is nothing', async () => {
  expect(await textOf({ engine: null })).toContain('\nnetloupe_docker_up 0\n')
  const runs = exampleSnapshot.runs.filter(({ collector }) => collector !== 'docker')
  expect(await textOf({ runs, engine: null })).not.toContain('netloupe_docker_up')
})

test('too many series, or two of the same labels, are left out and counted', async () => {
  const [, eth0] = exampleSnapshot.links
  if (eth0 === undefined) throw new Error('the example has an eth0')
  const many = Array.from({ length: 10_005 }, (_, index) => ({
    ...eth0,
    ifindex: index + 10,
    name: `eth${index}`,
    stats64: stats(1n),
  }))
  const text = await textOf({ links: [...many, ...many.slice(0, 1)] })
  expect(text).toContain('netloupe_scrape_series_dropped{metric="container_network_receive_bytes_total"} 6\n')
  expect(samplesOf(text).size).toBeGreaterThan(80_000)
})
