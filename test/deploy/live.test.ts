import { mkdtempSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, openLab } from '../lab/lab.ts'
import { panelsOf, shippedDashboards, variableQuery } from './dashboard.ts'
import { shippedRules } from './deployed.ts'
import { buildBusyHost, type LiveAgent, project, startAgent } from './live-host.ts'
import { type LivePrometheus, startPrometheus } from './live-prometheus.ts'
import { ofOthers, publicDashboards } from './public-dashboard-queries.ts'
import { metricsIn } from './query-metrics.ts'

/** Metrics that are there only when something happens, or on some kernels. Any query that reads them may find nothing. */
const notEverywhere: Readonly<Record<string, string>> = {
  ALERTS: 'there is one only while something is wrong',
  netloupe_scrape_series_dropped: 'there is one only when something was left out',
  container_pressure_cpu_waiting_seconds_total: 'version 2 of cgroups, and a kernel with PSI',
  container_pressure_cpu_stalled_seconds_total: 'version 2 of cgroups, and a kernel with PSI',
  container_pressure_memory_waiting_seconds_total: 'version 2 of cgroups, and a kernel with PSI',
  container_pressure_memory_stalled_seconds_total: 'version 2 of cgroups, and a kernel with PSI',
  container_pressure_io_waiting_seconds_total: 'version 2 of cgroups, and a kernel with PSI',
  container_pressure_io_stalled_seconds_total: 'version 2 of cgroups, and a kernel with PSI',
  container_memory_swap: 'a kernel that accounts for swap',
  container_spec_memory_swap_limit_bytes: 'a kernel that accounts for swap',
}

// On a disk, as /tmp often is not: what is written to memory is not counted.
const folder = mkdtempSync('/var/tmp/netloupe-deploy-')
let lab: Lab
let agent: LiveAgent
let prometheus: LivePrometheus
let ours: string
/** When everything had been scraped. A later scrape may fail on a machine that is busy with other tests. */
let moment: number

beforeAll(async () => {
  lab = await openLab()
  ours = `container_label_com_docker_compose_project="${project(lab)}"`
  agent = await startAgent(await buildBusyHost(lab, folder))
  prometheus = await startPrometheus(`${folder}/prometheus`, agent.address)
  await prometheus.until(`netloupe_container_writable_layer_bytes{${ours},name="writer"}`)
  await prometheus.until('netloupe_volume_size_bytes{volume="data"}')
  // Rates need two scrapes; a rule that builds on another one is an evaluation later.
  moment = await prometheus.until(
    `up{job="netloupe"} == 1 and on (instance)
      count_over_time(container_cpu_usage_seconds_total{${ours},name="web"}[1m]) >= 3 and on (instance)
      interface:container_network_packets_dropped:ratio_rate5m{${ours},name="web"} and on (instance)
      container:container_network_receive_bytes:rate5m{${ours},name="api"}`,
  )
}, 120_000)

afterAll(async () => {
  await prometheus?.[Symbol.asyncDispose]()
  await agent?.[Symbol.asyncDispose]()
  await lab?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** The result of a query, or of a `label_values` as Grafana's variables have them. */
const answerTo = async (query: string): Promise<readonly unknown[]> => {
  const [, selector, label] = /^label_values\((?:(.*),)?\s*(\w+)\)$/s.exec(query) ?? []
  return label === undefined ? await prometheus.ask(query, moment) : await prometheus.labelValues(label, selector)
}

/** Of these queries those that find nothing although each of their metrics should be there. */
const withoutAnswer = async (queries: Iterable<string>): Promise<string[]> => {
  const empty: string[] = []
  for (const query of queries) {
    if ((await answerTo(query)).length > 0) continue
    if (!metricsIn(query).some((name) => Object.hasOwn(notEverywhere, name))) empty.push(query)
  }
  return empty
}

/** What Grafana puts in for its variables. */
const filled = (
  query: string,
  choice: { readonly instance: string; readonly project: string; readonly name: string },
) =>
  query
    .replaceAll(/\$__rate_interval\b/g, '1m')
    .replaceAll(/\$__range\b/g, '5m')
    .replaceAll(/\$(instance|project|name)\b/g, (_, name: keyof typeof choice) => choice[name])

describe('our dashboards', () => {
  const dashboards = shippedDashboards()

  test('every query has an answer, for all containers of a project and for all of all', async () => {
    const queries = dashboards
      .flatMap(panelsOf)
      .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
      .concat(dashboards.flatMap(({ annotations }) => annotations.list.map(({ expr }) => expr)))
    expect(queries.length).toBeGreaterThan(90)
    const instance = agent.address.replaceAll('.', '\\\\.')
    const choices = [
      { instance, project: project(lab), name: '(api|done|on-host|sidecar|unlucky|web|writer)' },
      { instance: '.+', project: '.*', name: '.+' },
    ]
    for (const choice of choices) expect(await withoutAnswer(queries.map((query) => filled(query, choice)))).toEqual([])
  })

  test('every variable offers what there is', async () => {
    const offers = async (name: string): Promise<readonly unknown[]> => {
      const variable = dashboards[0]?.templating.list.find((candidate) => candidate.name === name)
      const query = variable && variableQuery(variable)
      return answerTo(filled(query ?? '', { instance: '.+', project: project(lab), name: '.+' }))
    }
    expect(await offers('instance')).toEqual([agent.address])
    expect(await offers('project')).toContain(project(lab))
    // Of what has stopped there is no container_last_seen after a while: the others are always there.
    expect(await offers('name')).toEqual(expect.arrayContaining(['api', 'on-host', 'sidecar', 'web', 'writer']))
  })
})

describe('rules', () => {
  test('every metric that they read is exported', async () => {
    const exported = await prometheus.labelValues('__name__')
    const read = new Set(shippedRules().flatMap(({ expr }) => metricsIn(expr)))
    expect(read.size).toBeGreaterThan(30)
    expect([...read].filter((name) => !exported.includes(name) && !Object.hasOwn(notEverywhere, name))).toEqual([])
  })

  test('none fails', async () => {
    expect(await prometheus.ask('prometheus_rule_evaluation_failures_total > 0')).toEqual([])
    expect(await prometheus.ask('prometheus_target_scrapes_sample_duplicate_timestamp_total > 0')).toEqual([])
  })

  test('what is wrong here is seen', async () => {
    await prometheus.until('ALERTS{alertname="ContainerUnhealthy",name="on-host"}')
    await prometheus.until(`ALERTS{alertname="ContainerCpuThrottled",${ours},name="web"}`)
    expect(
      await prometheus.ask(`container:netloupe_shared_namespace_containers:max{name="sidecar",kind="net"}`),
    ).toEqual(expect.arrayContaining([expect.objectContaining({ metric: expect.objectContaining({ host: 'false' }) })]))
  })
})

describe('public dashboards', () => {
  const put = (query: string): string =>
    query
      .replaceAll(/\$(__rate_)?interval\b/g, '1m')
      .replaceAll('$interface', 'eth0')
      .replaceAll('$job', 'netloupe')
      .replaceAll(/\$\w+/g, '.+')

  test.each(publicDashboards.map(({ name, queries }) => [name, queries] as const))('%s', async (_, queries) => {
    const empty = await withoutAnswer(queries.map(put))
    const excused = empty.filter((query) => metricsIn(query).some((name) => Object.hasOwn(ofOthers, name)))
    expect(empty).toEqual(excused)
  })

  test('what they ask in vain is listed, and really not there', async () => {
    for (const name of Object.keys(ofOthers))
      expect(await prometheus.ask(`${name}{name!=""}`, moment), name).toEqual([])
  })
})
