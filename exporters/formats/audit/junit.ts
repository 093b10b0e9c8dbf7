import { type Audit, isAtLeast, type Severity } from '../../../agent/isolation/finding.ts'
import { junit } from '../junit.ts'
import { printable } from '../printable.ts'

/** Findings as test cases: those that count have failed, accepted ones and those that are not bad enough are skipped. */
export const auditJunit = ({ findings }: Audit, failOn: Severity): string =>
  junit(
    'netloupe audit',
    findings.map(({ check, severity, name, reason, title, evidence, remedy, suppressed }) => ({
      name: `${check}: ${printable(name)}`,
      className: `netloupe.audit.${severity}`,
      milliseconds: 0,
      ...(suppressed === undefined && isAtLeast(severity, failOn)
        ? {
            failure: {
              message: `${title}: ${reason}`,
              text: [...evidence.map(({ where, fact }) => `${where}: ${fact}`), ...remedy]
                .map((line) => printable(line, longest))
                .join('\n'),
            },
          }
        : {
            skipped:
              suppressed === undefined
                ? `${severity} is below ${failOn}: ${title}`
                : `accepted until ${suppressed.expires}: ${printable(suppressed.reason, longest)}`,
          }),
    })),
  )

/** Neither a fact nor a command is cut. */
const longest = 10_000
