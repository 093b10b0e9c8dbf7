import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkoutRoot, temporaryFolder } from './checkout.ts'
import { runCommand } from './run-command.ts'

interface Run {
  readonly tests?: Readonly<Record<string, string>>
  readonly fileStatus?: string
  readonly vitestStatus?: number
  readonly failedChecks?: number
  readonly args?: readonly string[]
}

const summaryOf = (run: Run): { readonly status: number | null; readonly lines: readonly string[] } => {
  using folder = temporaryFolder()
  const report = join(folder.path, 'report.json')
  const assertionResults = Object.entries(run.tests ?? {}).map(([fullName, status]) => ({ fullName, status }))
  const testResults = [{ name: 'a.test.ts', status: run.fileStatus ?? 'passed', assertionResults }]
  writeFileSync(report, run.tests === undefined ? '' : JSON.stringify({ testResults }))
  const numbers = [run.vitestStatus ?? 0, run.failedChecks ?? 0].map(String)
  const { status, stdout } = runCommand(
    [process.execPath, 'scripts/test-summary.ts', report, ...numbers, ...(run.args ?? [])],
    { cwd: checkoutRoot },
  )
  return { status, lines: stdout.trimEnd().split('\n') }
}

test('everything passed', () => {
  expect(summaryOf({ tests: { one: 'passed', two: 'passed' } })).toEqual({ status: 0, lines: ['2 passed, 0 failed'] })
})

test('a failed test', () => {
  const run: Run = { tests: { one: 'passed', two: 'failed' }, fileStatus: 'failed', vitestStatus: 1 }
  expect(summaryOf(run)).toEqual({ status: 1, lines: ['1 passed, 1 failed'] })
})

test('a test that did not run counts as failed and is named', () => {
  const lines = ['did not run: two', 'did not run: three', '1 passed, 2 failed']
  expect(summaryOf({ tests: { one: 'passed', two: 'skipped', three: 'todo' } })).toEqual({ status: 1, lines })
})

test('tests that a name filter leaves out do not count', () => {
  const run: Run = { tests: { one: 'passed', two: 'skipped' }, args: ['-t', 'one'] }
  expect(summaryOf(run)).toEqual({ status: 0, lines: ['1 passed, 0 failed'] })
})

test('a file that cannot be loaded counts', () => {
  const run: Run = { tests: {}, fileStatus: 'failed', vitestStatus: 1 }
  expect(summaryOf(run)).toEqual({ status: 1, lines: ['0 passed, 1 failed'] })
})

test('checks that failed count', () => {
  const run: Run = { tests: { one: 'passed' }, failedChecks: 2 }
  expect(summaryOf(run)).toEqual({ status: 1, lines: ['1 passed, 2 failed'] })
})

test('an error outside every test counts', () => {
  const run: Run = { tests: { one: 'passed' }, vitestStatus: 1 }
  expect(summaryOf(run)).toEqual({ status: 1, lines: ['1 passed, 1 failed'] })
})

test('a crash without a report', () => {
  expect(summaryOf({ vitestStatus: 137 })).toEqual({ status: 1, lines: ['0 passed, 1 failed'] })
})
