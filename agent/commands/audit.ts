import { toJson } from '../../collectors/wire/json.ts'
import { auditJunit } from '../../exporters/formats/audit/junit.ts'
import { auditSarif } from '../../exporters/formats/audit/sarif.ts'
import { auditText } from '../../exporters/formats/audit/text.ts'
import { suggestion } from '../../exporters/suggest.ts'
import { readSuppressions } from '../audit/read-suppressions.ts'
import { chosenFormat } from '../chosen-format.ts'
import { audit as auditOf } from '../isolation/audit.ts'
import { type Audit, isAtLeast, type Severity, severities } from '../isolation/finding.ts'
import { type Suppression, suppress } from '../isolation/suppression.ts'
import { isColored, look, problemLines } from '../look.ts'
import { readWhole } from '../snapshot-file.ts'
import { UsageError } from '../usage-error.ts'
import { version } from '../version.ts'
import type { Command, ExitStatus } from './command.ts'

const options = {
  format: { type: 'string', value: 'FORMAT', help: 'text, json, sarif or junit' },
  'fail-on': {
    type: 'string',
    value: 'SEVERITY',
    help: `exit with 1 if something is as bad as that: ${severities.join(', ')}; default low`,
  },
  suppress: {
    type: 'string',
    value: 'FILE',
    help: 'YAML: findings that are accepted, each with its reason and its last day',
  },
} as const

const formats = ['text', 'json', 'sarif', 'junit'] as const

/** `netloupe audit`: how well containers are isolated, by what the kernel says. */
export const audit: Command<typeof options> = {
  summary: 'what isolates containers less than it could, worst first, by what the kernel says',
  usage: '[--format text|json|sarif|junit] [--fail-on SEVERITY] [--suppress FILE]',
  options,
  run: async (world, values) => {
    const format = chosenFormat(values, formats)
    const failOn = severityOf(values['fail-on'] ?? 'low')
    const suppressions =
      values.suppress === undefined ? [] : readSuppressions(readWhole(values.suppress), values.suppress)
    const snapshot = await look(world, values, { usage: null, flows: false, confinement: true })
    const { audit: found, expired, unused } = suppress(auditOf(snapshot), suppressions, today())
    const texts = {
      text: () => auditText(found, { color: isColored(world, values), columns: world.columns }),
      json: () => `${toJson(found, 1)}\n`,
      sarif: () => auditSarif(found, version),
      junit: () => auditJunit(found, failOn),
    }
    await world.print(texts[format]())
    for (const one of expired)
      world.tell(`${values.suppress}: ${wordsOf(one)} was accepted until ${one.expires}, and counts again.`)
    for (const one of unused) world.tell(`${values.suppress}: nothing is found that ${wordsOf(one)} could mean.`)
    for (const line of problemLines(snapshot.problems)) world.tell(line)
    return statusOf(found, failOn)
  },
}

const today = (): string => new Date().toISOString().slice(0, 10)

const wordsOf = ({ check, object }: Suppression): string => (object === null ? check : `${check} of '${object}'`)

/** @throws UsageError */
const severityOf = (word: string): Severity => {
  const found = severities.find((severity) => severity === word)
  if (found !== undefined) return found
  throw new UsageError(
    `--fail-on: there is no severity '${word}'.${suggestion(word, severities)} They are ${severities.join(', ')}.`,
  )
}

/** Where nothing is found, and not everything could be looked at, nobody knows. */
const statusOf = ({ findings, unchecked }: Audit, failOn: Severity): ExitStatus => {
  if (findings.some(({ severity, suppressed }) => suppressed === undefined && isAtLeast(severity, failOn))) return 1
  return unchecked.length > 0 ? 3 : 0
}
