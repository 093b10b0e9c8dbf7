import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Checked } from '../../agent/reachability/assertions/assertion.ts'
import { toJson } from '../../collectors/wire/json.ts'
import { exampleSnapshot } from '../exporters/example-snapshot.ts'
import { checkoutRoot, temporaryFolder } from './checkout.ts'
import { runCommand } from './run-command.ts'

const folder = temporaryFolder()
const saved = join(folder.path, 'host.json')
const file = join(folder.path, 'reach.yml')
const containers = exampleSnapshot.containers.map((one) =>
  one.name === 'web' ? { ...one, labels: { service: 'shop', 'a=b': 'c' } } : one,
)
writeFileSync(saved, toJson({ ...exampleSnapshot, containers }))
afterAll(() => folder[Symbol.dispose]())

const check = (yaml: string, ...words: string[]) => {
  writeFileSync(file, yaml)
  return runCommand(['./netloupe', 'check', file, '--snapshot', saved, ...words], { cwd: checkoutRoot })
}

const results = (yaml: string): readonly Checked[] => JSON.parse(check(yaml, '--json').stdout)

const assertion = (lines: string): string => `assertions:\n  - ${lines.replaceAll('\n', '\n    ')}\n`

test('an assertion that holds, by verdict and by what a program sees', () => {
  const yaml = `${assertion('from: web\nto: 203.0.113.9:443\nexpect: unreachable')}  - name: named\n    from: web\n    to: 203.0.113.9\n    expect: network-unreachable\n`
  const { status, stdout } = check(yaml)
  expect(stdout).toBe('✓ web → 203.0.113.9:443 unreachable\n✓ named\n2 checked, 2 hold\n')
  expect(status).toBe(0)
})

test('one that does not hold says what is so, and ends with 1', () => {
  const { status, stdout } = check(assertion('name: shop\nfrom: web\nto: 203.0.113.9:443\nexpect: reachable'))
  expect(status).toBe(1)
  expect(stdout).toMatch(/^✗ shop\n {2}expected reachable, it is unreachable \(network-unreachable\)/)
  expect(stdout).toMatch(/\n1 checked, 0 hold {2}1 failed\n$/)
})

test.each([
  ['network=shop', ['web']],
  ['label=service=shop', ['web']],
  ['label=service', ['web']],
  ['"s*"', ['sidecar']],
  ['"?eb"', ['web']],
  ['"*"', ['sidecar', 'web', 'exporter']],
  ['[web, "side*"]', ['web', 'sidecar']],
])('the selector %s means %j', (selector, sources) => {
  const found = results(assertion(`from: ${selector}\nto: 203.0.113.9\nexpect: unreachable`))
  expect(found.map(({ from }) => from)).toEqual(sources)
})

test('each source is tried with each destination and port, and nobody with himself', () => {
  const found = results(
    assertion('from: "*e*"\nto: ["w*:81", exporter]\nports: [80, 53/udp, icmp]\nexpect: unreachable'),
  )
  expect(found.map(({ from, to }) => `${from} ${to}`).slice(0, 6)).toEqual([
    'sidecar web:81:80',
    'sidecar web:81:53/udp',
    'sidecar web:81/icmp',
    'sidecar exporter:80',
    'sidecar exporter:53/udp',
    'sidecar exporter/icmp',
  ])
  expect(found[0]?.message).toMatch(/web:81:80/)
})

test('a selector that means nothing fails', () => {
  const [only] = results(assertion('from: label=nobody\nto: web\nexpect: unreachable'))
  expect(only).toMatchObject({ status: 'failed', message: "no container with a network is meant by 'label=nobody'" })
})

test('TAP and JUnit', () => {
  const yaml = `${assertion('name: "a # <b>"\nfrom: web\nto: 203.0.113.9\nexpect: reachable')}  - {from: web, to: 203.0.113.9, expect: unreachable}\n`
  const tap = check(yaml, '--format', 'tap').stdout.split('\n')
  expect(tap.slice(0, 3)).toEqual(['TAP version 14', '1..2', String.raw`not ok 1 - a \# <b>`])
  expect(tap).toContain('  line: 2')
  expect(tap.at(-2)).toBe('ok 2 - web → 203.0.113.9 unreachable')
  const junit = check(yaml, '--format', 'junit').stdout
  expect(junit).toContain('<testsuites tests="2" failures="1" errors="0" skipped="0">')
  expect(junit).toMatch(/<testcase name="a # &lt;b&gt;" [^>]*line="2"[^>]*><failure message="expected reachable/)
})

test.each([
  [
    'assertions:\n  - from: web\n    too: web\n',
    "line 3, column 5: 'too' is not known here. Did you mean 'to'? It is one of",
  ],
  ['assertions:\n  - from: web\n    to: web\n', "line 2, column 5: 'expect' is missing."],
  ['assertions:\n  - from: web\n    to: web\n    expect: yes\n', "line 4, column 13: 'yes' cannot be expected."],
  ['assertions:\n  - from: []\n    to: web\n    expect: refused\n', 'line 2, column 11: the list is empty.'],
  ['assertions:\n  - from: {a: b}\n    to: web\n    expect: refused\n', 'line 2, column 11: a text is wanted here.'],
  [
    'assertions:\n  - from: web\n    to: web\n    ports: 70000\n    expect: refused\n',
    "line 4, column 12: '70000' is no port",
  ],
  ['assertions: []\n', "line 1, column 13: 'assertions' is to be a list of assertions"],
  ['assertions:\n  - from: [web\n', 'line 3, column 1: this is not YAML'],
  ['', "it has to begin with 'assertions:'"],
])('a wrong file is told with its line, and ends with 2: %j', (yaml, message) => {
  const { status, stdout, stderr } = check(yaml)
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toContain(`netloupe: ${file}: ${message}`)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
})

test('wrong usage is one line', () => {
  const { status, stderr } = check(assertion('from: web\nto: web\nexpect: refused'), '--format', 'tapp')
  expect(status).toBe(2)
  expect(stderr).toBe("netloupe: unknown format 'tapp'. Did you mean 'tap'? The formats are text, json, tap, junit.\n")
})
