import { xmlEscaped } from './table/xml-text.ts'

/** One test case; it passed if it neither failed nor was skipped. */
export interface JunitCase {
  readonly name: string
  readonly className: string
  readonly place?: { readonly file: string; readonly line: number }
  readonly milliseconds: number
  /** Why. */
  readonly skipped?: string
  readonly failure?: { readonly message: string; readonly text: string }
}

/** The XML of JUnit's Ant task, as CI servers read it. */
export const junit = (name: string, cases: readonly JunitCase[]): string => {
  const [failures, skipped] = [cases.filter((one) => one.failure), cases.filter((one) => one.skipped !== undefined)]
  const figures = `tests="${cases.length}" failures="${failures.length}" errors="0" skipped="${skipped.length}"`
  const time = seconds(cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${figures}>`,
    `  <testsuite name="${xmlEscaped(name)}" ${figures} time="${time}">`,
    ...cases.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

const testCase = ({ name, className, place, milliseconds, skipped, failure }: JunitCase): string => {
  const where = place === undefined ? '' : ` file="${xmlEscaped(place.file)}" line="${place.line}"`
  const about = `name="${xmlEscaped(name)}" classname="${xmlEscaped(className)}"${where}`
  const open = `    <testcase ${about} time="${seconds(milliseconds)}"`
  if (skipped !== undefined) return `${open}><skipped message="${xmlEscaped(skipped)}"/></testcase>`
  if (failure === undefined) return `${open}/>`
  return `${open}><failure message="${xmlEscaped(failure.message)}">${xmlEscaped(failure.text)}</failure></testcase>`
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(6)
