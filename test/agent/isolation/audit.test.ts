import { describe, expect, test } from 'vitest'
import { audit, auditInTurns } from '../../../agent/isolation/audit.ts'
import { findingChanges } from '../../../agent/isolation/changes.ts'
import { isAtLeast, severities } from '../../../agent/isolation/finding.ts'
import { suppress } from '../../../agent/isolation/suppression.ts'
import { Auditor } from '../../../agent/live/auditor.ts'
import { exampleSnapshot, ids } from '../../exporters/example-snapshot.ts'
import { casesByHand } from './cases.ts'
import { confined, confinement, process } from './confined.ts'

const all = '000001ffffffffff'
const capabilities = (effective: string) => ({ ...process().capabilities, effective, bounding: effective })
const found = (check: string, snapshot: Parameters<typeof audit>[0]) =>
  audit(snapshot).findings.filter((finding) => finding.check === check)

describe('what an engine cannot be made to do everywhere', () => {
  test.each(Object.entries(casesByHand))('%s', (check, { severity, has, twin }) => {
    expect(found(check, has)).toMatchObject([{ check, severity }])
    expect(found(check, twin)).toEqual([])
  })
})

test('a user namespace takes the edge off capabilities', () => {
  const own = process({ capabilities: capabilities(all) })
  const hosts = process({ capabilities: capabilities(all), namespaces: { ...own.namespaces, user: 16 } })
  expect(found('cap-privileged', confined(confinement({ processes: [hosts] })))).toMatchObject([
    { severity: 'critical' },
  ])
  expect(found('cap-privileged', confined(confinement({ processes: [own] })))).toMatchObject([{ severity: 'medium' }])
  expect(found('cap-escape', confined(confinement({ processes: [own] })))).toMatchObject([{ severity: 'low' }])
})

test('findings stand worst first, and audits in turns are the same', async () => {
  const snapshot = confined(
    confinement({ processes: [process({ capabilities: capabilities(all), uid: 0 })], limits: {} }),
  )
  const { findings } = audit(snapshot)
  const ranks = findings.map(({ severity }) => severities.indexOf(severity))
  expect(ranks).toEqual(ranks.toSorted((one, other) => one - other))
  expect(await auditInTurns(snapshot)).toEqual(audit(snapshot))
  expect(isAtLeast('critical', 'high') && isAtLeast('high', 'high') && !isAtLeast('low', 'high')).toBe(true)
})

test('what was not read is said, and is no finding', () => {
  expect(audit(exampleSnapshot).unchecked).toEqual([
    'what confines processes: this snapshot has nothing of it; take it again',
  ])
  const { namespaces: _, ...hidden } = process()
  const { devices: __, ...onVersion2 } = confinement({ processes: [hidden], limits: {} })
  const { hostConfinement: ___, ...unread } = confined(onVersion2)
  const { unchecked, findings } = audit(unread)
  expect(unchecked).toEqual([
    `the processes of sidecar, exporter: they could not be read, or ended meanwhile`,
    'the namespaces of container web: that needs CAP_SYS_PTRACE',
    'devices: on cgroup v2 a BPF program decides which are allowed, and the kernel does not tell',
    'capabilities of the host: /proc/1/status could not be read',
  ])
  expect(findings.filter(({ check }) => /^(ns-|mem|pids|cpu|io|dev)/.test(check))).toEqual([])
})

test('an accepted finding stays, with its reason, until its day has passed', () => {
  const made = audit(confined(confinement({ processes: [process({ label: 'unconfined' })] })))
  const accept = (object: string | null, expires: string) => ({
    check: 'lsm-off',
    object,
    reason: 'old image',
    expires,
  })
  const until = accept('container w?b', '2026-01-31')
  const marked = suppress(made, [until], '2026-01-31').audit.findings.find(({ check }) => check === 'lsm-off')
  expect(marked?.suppressed).toEqual({ reason: 'old image', expires: '2026-01-31' })
  expect(suppress(made, [until], '2026-02-01')).toEqual({ audit: made, expired: [until], unused: [] })
  const byKey = accept(`ctr:${ids.web.slice(0, 12)}`, '2026-01-31')
  const elsewhere = accept('container db', '2026-01-31')
  const both = suppress(made, [byKey, elsewhere], '2026-01-01')
  expect(both.unused).toEqual([elsewhere])
  expect(both.audit.findings.filter(({ suppressed }) => suppressed).map(({ check }) => check)).toEqual(['lsm-off'])
})

test('what appears, goes, or becomes worse is a change', () => {
  const [clean, dirty] = [
    confined(confinement()),
    confined(confinement({ processes: [process({ oomScoreAdjustment: -1 })] })),
  ]
  const worse = confined(confinement({ processes: [process({ oomScoreAdjustment: -1000 })] }))
  const words = (before: typeof clean, after: typeof clean) =>
    findingChanges(audit(before), audit(after)).map(({ change, object, words: said }) => [change, object, said])
  const title = 'container web: A container is killed later than others when memory is short (oom-score)'
  const object = `ctr:${ids.web.slice(0, 12)}`
  expect(words(clean, dirty)).toEqual([['added', object, `low for ${title}`]])
  expect(words(dirty, worse)).toEqual([['changed', object, `medium for ${title}; it was low`]])
  expect(words(dirty, clean)).toEqual([['removed', object, `no longer found for ${title}`]])
  expect(words(dirty, dirty)).toEqual([])
})

test('an auditor looks again when there are other containers, and not at every look', async () => {
  const auditor = new Auditor()
  const [clean, dirty] = [
    confined(confinement()),
    confined(confinement({ processes: [process({ oomScoreAdjustment: -1 })] })),
  ]
  expect(auditor.newest).toBeNull()
  expect(await auditor.look(clean)).toEqual([])
  const first = auditor.newest
  expect(first?.takenAt).toBe(clean.takenAt)
  expect(await auditor.look(dirty)).toEqual([])
  expect(auditor.newest).toBe(first)
  const restarted = { ...dirty, containers: dirty.containers.map((one) => ({ ...one, pid: one.pid + 1 })) }
  let changes = await auditor.look(restarted)
  while (auditor.newest === first) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    changes = await auditor.look(restarted)
  }
  expect(changes.map(({ change }) => change)).toContain('added')
})
