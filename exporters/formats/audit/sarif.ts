import type { Audit, Finding, Severity } from '../../../agent/isolation/finding.ts'
import { checks } from '../../../agent/isolation/index.ts'
import { printable } from '../printable.ts'

/** SARIF 2.1.0 has three levels; the number is what code scanning sorts by (CVSS, 0 to 10). */
const levels: { readonly [S in Severity]: { readonly level: string; readonly score: string } } = {
  critical: { level: 'error', score: '9.5' },
  high: { level: 'error', score: '8.0' },
  medium: { level: 'warning', score: '5.5' },
  low: { level: 'note', score: '2.5' },
  info: { level: 'note', score: '0.0' },
}

/** Neither a fact nor a command is cut. */
const longest = 10_000

/** Text in a message: braces are placeholders and brackets links there (3.11.5, 3.11.6), and names are chosen by others. */
const message = (text: string): { readonly text: string } => ({
  text: printable(text, longest)
    .replaceAll(/[\\[\]]/g, String.raw`\$&`)
    .replaceAll(/[{}]/g, '$&$&'),
})

/** Static Analysis Results Interchange Format 2.1.0 (OASIS), as code scanning reads it. */
export const auditSarif = ({ findings, unchecked, takenAt }: Audit, version: string): string => {
  const rules = Object.values(checks).map(({ id, title, gain, reference }) => ({
    id,
    shortDescription: { text: title },
    fullDescription: { text: gain },
    help: { text: reference === null ? gain : `${gain} CIS Docker Benchmark ${reference}.` },
    properties: { tags: ['security', 'container', ...(reference === null ? [] : [`CIS-Docker-${reference}`])] },
  }))
  const places = new Map(rules.map(({ id }, index) => [id, index]))
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'netloupe', semanticVersion: version, rules } },
        invocations: [
          {
            executionSuccessful: true,
            startTimeUtc: takenAt,
            toolExecutionNotifications: unchecked.map((what) => ({
              level: 'warning',
              message: message(`not checked: ${what}`),
            })),
          },
        ],
        results: findings.map((finding) => resultOf(finding, places.get(finding.check) ?? -1)),
      },
    ],
  }
  return `${JSON.stringify(log, null, 1)}\n`
}

const resultOf = (
  { check, severity, reason, object, name, evidence, remedy, suppressed }: Finding,
  ruleIndex: number,
) => {
  const { level, score } = levels[severity]
  const facts = evidence.map(({ where, fact }) => `${where}: ${fact}`)
  return {
    ruleId: check,
    ruleIndex,
    level,
    message: message([`${name}: ${reason}.`, ...facts, ...remedy].join('\n')),
    locations: [
      { logicalLocations: [{ name: printable(name), fullyQualifiedName: printable(object), kind: 'resource' }] },
    ],
    // A container that is made anew has another key, and the same fault.
    partialFingerprints: { 'checkAndName/v1': `${check} ${printable(name)}` },
    properties: { severity, 'security-severity': score },
    ...(suppressed === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: `${printable(suppressed.reason, longest)} (until ${suppressed.expires})`,
            },
          ],
        }),
  }
}
