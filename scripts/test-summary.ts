// usage: node test-summary.ts REPORT VITEST-STATUS FAILED-CHECKS [ARGUMENTS OF vitest]
// Prints "N passed, N failed" from vitest's JSON report; exit status 0 only when everything ran and passed.
import { readFileSync } from 'node:fs'

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

const readReport = (path: string): Report | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report
  } catch {
    return undefined
  }
}

/** A name filter makes vitest report every other test as skipped: that is what was asked for, not a gap. */
const isFiltered = (args: readonly string[]): boolean => args.some((arg) => /^(-t|--testNamePattern)(=|$)/.test(arg))

const [path = '', status = '1', checks = '0', ...args] = process.argv.slice(2)
const report = readReport(path)
const files = report?.testResults ?? []
const tests = files.flatMap((file) => file.assertionResults)
const notRun = isFiltered(args) ? [] : tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
// A file that cannot be loaded, or whose hooks fail, has no failed test of its own.
const brokenFiles = files.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
)
for (const test of notRun) console.log(`did not run: ${test.fullName.trim()}`)

const passed = tests.filter((test) => test.status === 'passed').length
const counted = tests.filter((test) => test.status === 'failed').length + notRun.length + brokenFiles.length
// vitest also fails for what belongs to no test: an unhandled error, no file found, a crash of vitest itself.
const unexplained = counted === 0 && (status !== '0' || report === undefined) ? 1 : 0
const failed = counted + unexplained + Number(checks)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
