import type { Checked } from '../../../agent/reachability/assertions/assertion.ts'
import { xmlEscaped } from '../table/xml-text.ts'

/** The XML of JUnit's Ant task, as CI servers read it. What is uncertain is skipped: the exit status tells of it. */
export const junitText = (results: readonly Checked[], file: string): string => {
  const count = (status: Checked['status']): number => results.filter((one) => one.status === status).length
  const figures = `tests="${results.length}" failures="${count('failed')}" errors="0" skipped="${count('uncertain')}"`
  const suite = `  <testsuite name="${xmlEscaped(file)}" ${figures} time="${seconds(results.map(tookMs))}">`
  const cases = results.map((result) => testCase(result, file))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${figures}>`,
    suite,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

const testCase = (result: Checked, file: string): string => {
  const { name, line, status, message, answer } = result
  const about = `name="${xmlEscaped(name)}" classname="${xmlEscaped(file)}" file="${xmlEscaped(file)}" line="${line}"`
  const open = `    <testcase ${about} time="${seconds([tookMs(result)])}"`
  if (status === 'ok') return `${open}/>`
  if (status === 'uncertain') return `${open}><skipped message="uncertain: ${xmlEscaped(message ?? '')}"/></testcase>`
  const remedy = answer?.cause?.remedy.join('\n') ?? ''
  return `${open}><failure message="${xmlEscaped(message ?? '')}">${xmlEscaped(remedy)}</failure></testcase>`
}

const tookMs = ({ answer }: Checked): number => answer?.tookMs ?? 0

const seconds = (milliseconds: readonly number[]): string =>
  (milliseconds.reduce((sum, one) => sum + one, 0) / 1000).toFixed(6)
