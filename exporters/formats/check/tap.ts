import type { Checked } from '../../../agent/reachability/assertions/assertion.ts'
import { printable } from '../printable.ts'

/** Test Anything Protocol, version 14. What is uncertain is skipped: the exit status tells of it. */
export const tapText = (results: readonly Checked[]): string => {
  const tests = results.map(({ name, line, status, message, answer }, at) => {
    const title = `${status === 'failed' ? 'not ok' : 'ok'} ${at + 1} - ${escaped(name)}`
    if (status === 'ok') return title
    if (status === 'uncertain') return `${title} # SKIP uncertain: ${escaped(message ?? '')}`
    const remedy = answer?.cause?.remedy.map((command) => `    - ${quoted(command)}`) ?? []
    const more = [
      `  message: ${quoted(message ?? '')}`,
      `  line: ${line}`,
      ...(remedy.length === 0 ? [] : ['  remedy:', ...remedy]),
    ]
    return [title, '  ---', ...more, '  ...'].join('\n')
  })
  return `${['TAP version 14', `1..${results.length}`, ...tests].join('\n')}\n`
}

/** A `#` would begin a directive. */
const escaped = (text: string): string => printable(text, longest).replaceAll(/[\\#]/g, String.raw`\$&`)

/** A string of JSON is one of YAML. */
const quoted = (text: string): string => JSON.stringify(printable(text, longest))

const longest = 10_000
