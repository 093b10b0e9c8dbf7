import { expect, test } from 'vitest'
import { optionHelp, parseCommandLine } from '../../agent/command-line.ts'
import { metricsSettings, metricsTable, readsOf } from '../../agent/metrics-options.ts'
import { groupNames, groups } from '../../exporters/prometheus/groups/index.ts'

const settingsOf = (...words: string[]) => metricsSettings(parseCommandLine(words, metricsTable).values)
const byDefault = groupNames.filter((name) => groups[name].on)

test('collectors are on or off as their groups say', () => {
  expect(settingsOf().groups).toEqual(byDefault)
  expect(settingsOf('--collector.tcp', '--no-collector.memory').groups).toEqual(
    groupNames.filter((name) => (groups[name].on && name !== 'memory') || name === 'tcp'),
  )
  expect(settingsOf('--collector.disable-defaults', '--collector.cpu', '--collector.tcp').groups).toEqual([
    'cpu',
    'tcp',
  ])
})

test('what is off is not read', () => {
  expect(readsOf(settingsOf('--collector.disable-defaults', '--collector.pids').groups)).toEqual(new Set(['pids']))
  expect(readsOf(settingsOf().groups).has('tcpStates')).toBe(false)
})

test('contradictions and nonsense are refused', () => {
  expect(() => settingsOf('--collector.cpu', '--no-collector.cpu')).toThrow('cannot both be given')
  expect(() => settingsOf('--collector.cpuu')).toThrow("Did you mean '--collector.cpu'?")
  expect(() => settingsOf('--web.max-requests', 'many')).toThrow("--web.max-requests needs a whole number, not 'many'.")
})

test('other settings', () => {
  expect(settingsOf()).toMatchObject({ maxRequests: 40, lastSeenSeconds: 300, created: false })
  expect(settingsOf('--web.max-requests', '0').maxRequests).toBe(Number.POSITIVE_INFINITY)
  expect(settingsOf('--container-label', 'a.b').containerLabels).toContain('a.b')
  expect(settingsOf('--container-label', 'a.b').containerLabels).toContain('com.docker.compose.project')
  expect(settingsOf('--container-label', 'all').containerLabels).toBe('all')
})

test('the help names each collector once: how to switch it to what it is not', () => {
  const help = optionHelp(metricsTable)
  for (const name of groupNames) {
    expect(help.includes(`--no-collector.${name} `), name).toBe(groups[name].on)
    expect(help.includes(` --collector.${name} `), name).toBe(!groups[name].on)
  }
})
