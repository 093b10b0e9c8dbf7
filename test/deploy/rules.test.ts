import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkoutRoot } from '../commands/checkout.ts'
import { runCommand } from '../commands/run-command.ts'
import { filesIn, prometheusConfig, rulesFolder, shippedRules, yamlFile } from './deployed.ts'

/** As promtool reads it: prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules */
interface UnitTests {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[]
    readonly promql_expr_test?: readonly { readonly expr: string; readonly exp_samples: readonly unknown[] }[]
  }[]
}

const promtool = (...args: string[]) => runCommand(['promtool', ...args], { cwd: checkoutRoot })

const rules = shippedRules()
const alerts = rules.flatMap(({ alert, ...rule }) => (alert === undefined ? [] : [{ alert, ...rule }]))
const records = new Set(rules.flatMap(({ record }) => record ?? []))
const alertTests = filesIn(join(import.meta.dirname, 'alerts'), '.yml')
const recordingTests = filesIn(join(import.meta.dirname, 'recording'), '.yml')

describe('promtool', () => {
  test('accepts the configuration, and every rule without a remark', () => {
    const config = promtool('check', 'config', '--lint-fatal', prometheusConfig)
    expect(config.stderr + config.stdout).toContain('2 rule files found')
    expect(config.status, config.stderr).toBe(0)
    const checked = promtool('check', 'rules', '--lint-fatal', ...filesIn(rulesFolder, '.yml'))
    expect(checked.status, checked.stderr).toBe(0)
  })

  test('finds that alerts and records are as their tests say', () => {
    const { status, stdout, stderr } = promtool('test', 'rules', ...alertTests, ...recordingTests)
    expect(status, stderr).toBe(0)
    expect(stdout.match(/SUCCESS/g)).toHaveLength(alertTests.length + recordingTests.length)
  })
})

describe('every alert', () => {
  test('has a file of tests, and every file an alert', () => {
    expect(alerts.length).toBeGreaterThan(15)
    expect(alertTests.map((file) => basename(file, '.yml'))).toEqual(alerts.map(({ alert }) => alert).sort())
  })

  test('is in the table of the README, with its severity', () => {
    const readme = readFileSync(join(checkoutRoot, 'deploy/README.md'), 'utf8')
    const rows = [...readme.matchAll(/^\| (\w+) \| .* \| (critical|warning|info) \|$/gm)].map(([, name, severity]) => ({
      name,
      severity,
    }))
    expect(rows).toEqual(alerts.map(({ alert, labels }) => ({ name: alert, severity: labels?.['severity'] })))
  })

  test.each(alertTests.map((file) => [basename(file, '.yml'), file]))(
    '%s is shown to fire, and not to',
    (name, file) => {
      const cases = yamlFile<UnitTests>(file).tests.flatMap(({ alert_rule_test }) => alert_rule_test ?? [])
      expect(new Set(cases.map(({ alertname }) => alertname))).toEqual(new Set([name]))
      expect(cases.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true)
      expect(cases.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true)
    },
  )

  test.each(alerts.map((alert) => [alert.alert, alert] as const))(
    '%s says what is wrong and what to do',
    (_, alert) => {
      expect(['critical', 'warning', 'info']).toContain(alert.labels?.['severity'])
      expect(Object.keys(alert.annotations ?? {})).toEqual(['summary', 'description'])
      expect(alert.annotations?.['summary']).toMatch(/\{\{ (\$labels\.instance|with \$labels\.instance)/)
      expect(alert.annotations?.['description']?.length).toBeGreaterThan(60)
    },
  )
})

describe('every record', () => {
  test('is named level:metric:operation', () => {
    expect(records.size).toBeGreaterThan(10)
    for (const record of records)
      expect(record).toMatch(/^(container|interface|namespace|instance):[a-z_]+:[a-z0-9_]+$/)
  })

  test('is shown to have the right value', () => {
    const shown = recordingTests
      .flatMap((file) => yamlFile<UnitTests>(file).tests)
      .flatMap(({ promql_expr_test }) => promql_expr_test ?? [])
      .filter(({ exp_samples }) => exp_samples.length > 0)
    expect(new Set(shown.map(({ expr }) => expr))).toEqual(records)
  })
})
