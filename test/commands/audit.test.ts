import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSuppressions } from '../../agent/audit/read-suppressions.ts'
import type { Audit } from '../../agent/isolation/finding.ts'
import { toJson } from '../../collectors/wire/json.ts'
import { confined, confinement } from '../agent/isolation/confined.ts'
import { checkoutRoot, temporaryFolder } from './checkout.ts'
import { runCommand } from './run-command.ts'

const folder = temporaryFolder()
const saved = join(folder.path, 'host.json')
const file = join(folder.path, 'accepted.yml')
const socket = {
  device: '0:25',
  root: '/docker.sock',
  mountPoint: '/run/docker.sock',
  type: 'tmpfs',
  source: 'tmpfs',
  writable: true,
  shared: false,
}
writeFileSync(saved, toJson(confined(confinement({ mounts: [socket] }))))
afterAll(() => folder[Symbol.dispose]())

const audit = (...words: string[]) =>
  runCommand(['./netloupe', 'audit', '--snapshot', saved, ...words], { cwd: checkoutRoot })

test('findings end with 1 if one is as bad as --fail-on says', { timeout: 90_000 }, () => {
  const { status, stdout } = audit('--fail-on', 'critical')
  expect(stdout).toMatch(/^critical {2}A container has an engine's socket {2}sock-docker, CIS 5\.31$/m)
  expect(stdout).toMatch(/^ {2}container web: /m)
  expect(status).toBe(1)
})

const accepted = (expires: string) => `suppressions:
  - check: sock-docker
    object: container web
    reason: it is the agent of the CI
    expires: ${expires}
  - check: seccomp-off
    reason: nobody has it
    expires: 2999-01-01
`

test('accepted findings count no more until their day has passed; what does nothing is told', {
  timeout: 90_000,
}, () => {
  writeFileSync(file, accepted('2999-01-01'))
  const now = audit('--fail-on', 'critical', '--suppress', file, '--json')
  const found: Audit = JSON.parse(now.stdout)
  expect(found.schema).toBe('netloupe.audit/1')
  expect(found.findings[0]).toMatchObject({
    check: 'sock-docker',
    suppressed: { reason: 'it is the agent of the CI', expires: '2999-01-01' },
  })
  expect(now.stderr).toContain(`${file}: nothing is found that seccomp-off could mean.`)
  // Not all that there is could be looked at.
  expect(found.unchecked).toEqual(['the processes of sidecar, exporter: they could not be read, or ended meanwhile'])
  expect(now.status).toBe(3)

  writeFileSync(file, accepted('2026-01-01'))
  const later = audit('--fail-on', 'critical', '--suppress', file, '--format', 'sarif')
  expect(JSON.parse(later.stdout).version).toBe('2.1.0')
  expect(later.stderr).toContain(`sock-docker of 'container web' was accepted until 2026-01-01, and counts again.`)
  expect(later.status).toBe(1)
})

test('wrong words', { timeout: 90_000 }, () => {
  const { status, stderr } = audit('--fail-on', 'hihg')
  expect(stderr).toMatch(/--fail-on: there is no severity 'hihg'\. Did you mean 'high'\?/)
  expect(status).toBe(2)
})

test('what a file accepts', () => {
  expect(readSuppressions(accepted('2026-12-31'), 'a.yml')).toEqual([
    { check: 'sock-docker', object: 'container web', reason: 'it is the agent of the CI', expires: '2026-12-31' },
    { check: 'seccomp-off', object: null, reason: 'nobody has it', expires: '2999-01-01' },
  ])
})

const item = (lines: string): string => `suppressions:\n  - ${lines.replaceAll('\n', '\n    ')}\n`

test.each([
  [
    item('check: lsm-of\nreason: x\nexpires: 2999-01-01'),
    "line 2, column 12: there is no check 'lsm-of'. Did you mean 'lsm-off'?",
  ],
  [item('check: lsm-off\nexpires: 2999-01-01'), "line 2, column 5: 'reason' is missing."],
  [item('check: lsm-off\nreason: x'), "'expires' is missing."],
  [item('check: lsm-off\nreason: x\nexpires: 2999-02-30'), "line 4, column 14: '2999-02-30' is no day"],
  [item('check: lsm-off\nreason: x\nexpires: soon'), "'soon' is no day; write the last one as 2026-12-31."],
  [item('check: lsm-off\nreason: x\nuntil: 2999-01-01'), "line 4, column 5: 'until' is not known here."],
  ['suppressions: all\n', "'suppressions' is to be a list"],
  ['- lsm-off\n', "it has to begin with 'suppressions:' and a list of them."],
])('a file that cannot be used: %j', (yaml, message) => {
  expect(() => readSuppressions(yaml, 'accepted.yml')).toThrow(message)
})
