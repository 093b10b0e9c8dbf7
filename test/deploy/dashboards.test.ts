import { describe, expect, test } from 'vitest'
import { type Dashboard, type Panel, panelsOf, shippedDashboards, variableQuery } from './dashboard.ts'
import { composeFolder, filesIn, yamlFile } from './deployed.ts'

const dashboards = shippedDashboards()

/** Panels that every Grafana has. */
const corePanels = ['stat', 'timeseries', 'table', 'state-timeline']

const overlap = (one: Panel, other: Panel): boolean => {
  const [a, b] = [one.gridPos, other.gridPos]
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

test('there is one for containers and one for networks', () => {
  expect(dashboards.map(({ uid }) => uid)).toEqual(['netloupe-containers', 'netloupe-networks'])
})

describe.each(dashboards.map((dashboard) => [dashboard.uid, dashboard] as const))('%s', (uid, dashboard: Dashboard) => {
  const panels = panelsOf(dashboard)

  test('is of a schema that Grafana 10.4 to 12 read, with panels that each of them has', () => {
    expect(dashboard.schemaVersion).toBe(39)
    expect(panels.length).toBeGreaterThan(20)
    expect(panels.filter(({ type }) => !corePanels.includes(type))).toEqual([])
  })

  test('numbers and places its panels without collision, within 24 columns', () => {
    const all = [...dashboard.panels, ...dashboard.panels.flatMap((row) => row.panels ?? [])]
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    for (const { gridPos } of all) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
    for (const level of [dashboard.panels, ...dashboard.panels.map((row) => row.panels ?? [])])
      for (const [at, one] of level.entries())
        for (const other of level.slice(at + 1)) expect(overlap(one, other), `${one.title} ${other.title}`).toBe(false)
  })

  test('asks the chosen datasource only, each query under a letter of its own', () => {
    for (const { title, datasource, targets = [] } of panels) {
      expect(datasource, title).toEqual({ type: 'prometheus', uid: '$datasource' })
      expect(targets.length, title).toBeGreaterThan(0)
      expect(targets.filter(({ datasource }) => datasource.uid !== '$datasource')).toEqual([])
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
    }
  })

  test('lets one choose host, project and container, and every query obeys the choice of the host', () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'instance', 'project', 'name'])
    const queries = [
      ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
      ...dashboard.annotations.list.map(({ expr }) => expr),
      ...dashboard.templating.list.slice(2).flatMap((variable) => variableQuery(variable) ?? []),
    ]
    expect(queries.filter((query) => !query.includes('instance=~"$instance"'))).toEqual([])
    const known = /\$(instance|project|name|__rate_interval|__range)\b/g
    expect(queries.filter((query) => query.replaceAll(known, '').includes('$'))).toEqual([])
    // Windows that do not follow the scrape interval show nothing when that is long.
    expect(queries.filter((query) => /\[\d/.test(query))).toEqual([])
  })

  test('gives every value a unit, and names the columns of tables that it formats', () => {
    for (const { title, type, fieldConfig, transformations = [], targets = [] } of panels) {
      if (type === 'stat' || type === 'timeseries') expect(fieldConfig?.defaults.unit, title).toBeTypeOf('string')
      if (type !== 'table') continue
      const organize = transformations.find(({ id }) => id === 'organize')?.options ?? {}
      const renamed = organize['renameByName'] as Record<string, string>
      const titles = Object.values(renamed)
      expect(new Set(titles).size, title).toBe(titles.length)
      for (const { matcher } of fieldConfig?.overrides ?? []) expect(titles, title).toContain(matcher.options)
      // A column `Value #C` is that of query C; with one query it is `Value`.
      for (const column of Object.keys(renamed).filter((name) => name.startsWith('Value #')))
        expect(
          targets.map(({ refId }) => `Value #${refId}`),
          title,
        ).toContain(column)
    }
  })

  test('leads to the other one, with time and choices', () => {
    const others = dashboards.filter((other) => other.uid !== uid).map((other) => `/d/${other.uid}`)
    expect(dashboard.links.map(({ url }) => url)).toEqual(others)
    for (const link of dashboard.links) expect(link).toMatchObject({ keepTime: true, includeVars: true })
    const text = JSON.stringify(dashboard)
    for (const [, linked] of text.matchAll(/\/d\/([a-z-]+)/g))
      expect(dashboards.map((one) => one.uid)).toContain(linked)
  })
})

test('Grafana is told where they are, and of the Prometheus beside it', () => {
  const read = <T>(folder: string): T[] =>
    filesIn(`${composeFolder}/grafana/provisioning/${folder}`, '.yml').map((file) => yamlFile<T>(file))
  expect(read('datasources')).toMatchObject([
    { apiVersion: 1, datasources: [{ type: 'prometheus', url: 'http://127.0.0.1:9090', isDefault: true }] },
  ])
  expect(read('dashboards')).toMatchObject([
    { apiVersion: 1, providers: [{ type: 'file', options: { path: '/etc/grafana/dashboards' } }] },
  ])
})
