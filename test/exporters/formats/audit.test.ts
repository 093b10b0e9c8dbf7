import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Audit } from '../../../agent/isolation/finding.ts'
import { auditJunit } from '../../../exporters/formats/audit/junit.ts'
import { auditSarif } from '../../../exporters/formats/audit/sarif.ts'
import { auditText } from '../../../exporters/formats/audit/text.ts'
import { exampleAudit } from '../example-audit.ts'
import { word } from './hostile-topology.ts'

test('text for people: worst first, the same fault of several things once, and what was accepted as a number', () => {
  expect(
    auditText(exampleAudit, { color: false }),
  ).toBe(`critical  A container has an engine's socket  sock-docker, CIS 5.31
  It is root on the host.
  container ci: a socket that is mounted read-only takes commands as well
    /proc/100/mountinfo (sh): /run/docker.sock: tmpfs 0:25 /docker.sock rw
    # make the container anew: docker run without that mount
  container build: a socket that is mounted read-only takes commands as well
    /proc/100/mountinfo (sh): /run/docker.sock: tmpfs 0:25 /docker.sock rw
    # make the container anew: docker run without that mount
medium  A container may use all memory  mem-unlimited, CIS 5.10
  It is root on the host.
  container ci: a socket that is mounted read-only takes commands as well
    /proc/100/mountinfo (sh): /run/docker.sock: tmpfs 0:25 /docker.sock rw
    # make the container anew: docker run without that mount
not checked: AppArmor and SELinux: /sys/kernel/security/lsm could not be read
3 findings  2 critical  1 medium  1 accepted
`)
  expect(auditText({ ...exampleAudit, findings: [], unchecked: [] }, { color: false })).toBe('0 findings\n')
})

test('JUnit: what is bad enough has failed, what is accepted or less bad is skipped', () => {
  const xml = auditJunit(exampleAudit, 'high')
  expect(xml).toContain('<testsuites tests="4" failures="2" errors="0" skipped="2">')
  expect(xml).toContain('<skipped message="medium is below high: A container may use all memory"/>')
  expect(xml).toContain('<skipped message="accepted until 2026-12-31: a reverse proxy"/>')
})

interface Sarif {
  readonly version: string
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly level: string
      readonly message: { readonly text: string }
      readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[]
    }[]
  }[]
}

test('SARIF: a rule for each check, a result for each finding', () => {
  const { version, runs }: Sarif = JSON.parse(auditSarif(exampleAudit, '1.2.3'))
  const [run] = runs
  expect(version).toBe('2.1.0')
  expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['sock-docker', 'error'],
    ['sock-docker', 'error'],
    ['mem-unlimited', 'warning'],
    ['net-dual-homed', 'note'],
  ])
  for (const { ruleId, ruleIndex } of run?.results ?? []) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
  expect(run?.results[3]?.suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'a reverse proxy (until 2026-12-31)' },
  ])
})

/** The same audit with the words of somebody who wants to harm wherever others choose them. */
const hostile: fc.Arbitrary<Audit> = fc
  .record({ name: word, object: word, where: word, fact: word, remedy: word, reason: word, accepted: word })
  .map(({ name, object, where, fact, remedy, reason, accepted }) => ({
    ...exampleAudit,
    findings: exampleAudit.findings.map(({ suppressed, ...finding }) => ({
      ...finding,
      name,
      object,
      reason,
      evidence: [{ where, fact }],
      remedy: [remedy],
      ...(suppressed === undefined ? {} : { suppressed: { ...suppressed, reason: accepted } }),
    })),
    unchecked: [name],
  }))

/** Words out, what is left is the structure. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
}

const treacherous = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

test('a hostile name changes the structure of no output', () => {
  const usual = {
    sarif: shapeOf(JSON.parse(auditSarif(exampleAudit, '1'))),
    lines: auditText(exampleAudit, { color: false }).split('\n').length,
    tags: tagsOf(auditJunit(exampleAudit, 'low')),
  }
  fc.assert(
    fc.property(hostile, (audit) => {
      const sarif = auditSarif(audit, '1')
      const { runs }: Sarif = JSON.parse(sarif)
      expect(shapeOf(JSON.parse(sarif))).toEqual(usual.sarif)
      // Neither a link nor a placeholder.
      for (const { message } of runs[0]?.results ?? []) {
        expect(message.text.replaceAll(/\\[\\[\]]/g, '')).not.toMatch(/[[\]]/)
        expect(message.text.replaceAll(/\{\{|\}\}/g, '')).not.toMatch(/[{}]/)
      }
      const text = auditText(audit, { color: false })
      expect(text.split('\n').length).toBe(usual.lines)
      expect(text).not.toMatch(treacherous)
      const xml = auditJunit(audit, 'low')
      expect(tagsOf(xml)).toEqual(usual.tags)
      expect(xml).not.toMatch(treacherous)
    }),
    { numRuns: 200 },
  )
})

const tagsOf = (xml: string): readonly string[] => [...xml.matchAll(/<[/?]?[a-z]+/g)].map(([tag]) => tag)
