import type { Checked } from '../../../agent/reachability/assertions/assertion.ts'
import { type Line, linesOf } from '../rules/lines.ts'
import type { TextOptions } from '../rules/text.ts'
import { say } from '../tree/row.ts'

/** Assertions for people: a line for each, what is wrong and what to do under it, and how many there are of each at the end. */
export const checkText = (
  results: readonly Checked[],
  { color, columns = Number.POSITIVE_INFINITY }: TextOptions,
): string => {
  const lines = [...results.flatMap(resultLines), summaryLine(results)]
  return `${lines.flatMap((line) => linesOf({ columns, color }, line)).join('\n')}\n`
}

const marks = {
  ok: { mark: '✓', style: 'good' },
  failed: { mark: '✗', style: 'broken' },
  uncertain: { mark: '?', style: 'doubtful' },
} as const

/** Neither a message nor a command is cut. */
const longest = 10_000

const resultLines = ({ name, status, message, answer }: Checked): readonly Line[] => {
  const { mark, style } = marks[status]
  const remedy = status === 'failed' ? (answer?.cause?.remedy ?? []) : []
  return [
    { indent: 0, parts: [say(`${mark} ${name}`, style, longest)], hanging: 2 },
    ...(message === null ? [] : [{ indent: 2, parts: [say(message, 'plain', longest)], hanging: 2 }]),
    ...remedy.map((command) => ({ indent: 4, parts: [say(command, 'plain', longest)], hanging: 2 })),
  ]
}

const summaryLine = (results: readonly Checked[]): Line => {
  const count = (status: Checked['status']): number => results.filter((one) => one.status === status).length
  const [failed, uncertain] = [count('failed'), count('uncertain')]
  return {
    indent: 0,
    parts: [
      say(`${results.length} checked, ${count('ok')} hold`, 'strong'),
      say(failed === 0 ? '' : `${failed} failed`, 'broken'),
      say(uncertain === 0 ? '' : `${uncertain} uncertain`, 'doubtful'),
    ],
  }
}
