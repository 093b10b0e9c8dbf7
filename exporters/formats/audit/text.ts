import { type Audit, type Finding, type Severity, severities } from '../../../agent/isolation/finding.ts'
import { type Line, linesOf } from '../rules/lines.ts'
import type { TextOptions } from '../rules/text.ts'
import { type Part, type Style, say } from '../tree/row.ts'

const styles: { readonly [S in Severity]: Style } = {
  critical: 'broken',
  high: 'broken',
  medium: 'doubtful',
  low: 'plain',
  info: 'dim',
}

/** How many with the same fault are told in full; the others are only named. */
const mostTold: { readonly [S in Severity]: number } = { critical: 3, high: 3, medium: 1, low: 0, info: 0 }

/** Neither a fact nor a command is cut. */
const longest = 10_000

/** An audit for people: worst first, what is wrong with several things in the same way told once. */
export const auditText = (audit: Audit, { color, columns = Number.POSITIVE_INFINITY }: TextOptions): string => {
  const open = audit.findings.filter(({ suppressed }) => suppressed === undefined)
  const groups = Map.groupBy(open, ({ check, severity }) => `${severity} ${check}`)
  const lines = [
    ...[...groups.values()].flatMap(groupLines),
    ...audit.unchecked.map((what) => plain(0, [say(`not checked: ${what}`, 'dim', longest)])),
    summaryLine(open, audit.findings.length - open.length),
  ]
  return `${lines.flatMap((line) => linesOf({ columns, color }, line)).join('\n')}\n`
}

const plain = (indent: number, parts: readonly Part[]): Line => ({ indent, parts, hanging: 2 })

const groupLines = (findings: readonly Finding[]): readonly Line[] => {
  const [first] = findings
  if (first === undefined) return []
  const { severity, title, check, reference, gain } = first
  const told = findings.slice(0, mostTold[severity])
  const named = findings.slice(told.length).map(({ name }) => name)
  return [
    plain(0, [
      say(severity, styles[severity]),
      say(title, told.length === 0 ? 'plain' : 'strong', longest),
      say(`${check}${reference === null ? '' : `, CIS ${reference}`}`, 'dim'),
    ]),
    ...(told.length > 0 ? [plain(2, [say(gain, 'dim', longest)])] : []),
    ...told.flatMap(findingLines),
    ...(named.length > 0
      ? [plain(2, [say(`${told.length > 0 ? 'also ' : ''}${named.join(', ')}`, 'plain', longest)])]
      : []),
  ]
}

const findingLines = ({ name, reason, evidence, remedy }: Finding): readonly Line[] => [
  plain(2, [say(`${name}: ${reason}`, 'plain', longest)]),
  ...evidence.map(({ where, fact }) => plain(4, [say(`${where}: ${fact}`, 'dim', longest)])),
  ...remedy.map((command) => plain(4, [say(command, 'plain', longest)])),
]

const summaryLine = (open: readonly Finding[], accepted: number): Line => ({
  indent: 0,
  parts: [
    say(open.length === 1 ? '1 finding' : `${open.length} findings`, 'strong'),
    ...severities.map((severity) => {
      const count = open.filter((finding) => finding.severity === severity).length
      return say(count === 0 ? '' : `${count} ${severity}`, styles[severity])
    }),
    say(accepted === 0 ? '' : `${accepted} accepted`, 'dim'),
  ],
})
