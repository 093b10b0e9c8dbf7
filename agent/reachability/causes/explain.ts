import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { AnsweredCause } from '../answer.ts'
import { blamedRule } from '../blame.ts'
import type { Cause, Explanation, Finding } from './cause.ts'
import { dnsCauses } from './dns/index.ts'
import { causes } from './index.ts'

/** The first entry of the catalogue that explains it. The last ones explain every loss in general words. */
export const explain = (finding: Finding): AnsweredCause | null => firstOf(causes, finding)

/** Why the source does not find the destination by its name, where packets would get there. */
export const explainName = (finding: Finding): readonly AnsweredCause[] => {
  const cause = firstOf(Object.values(dnsCauses), finding)
  return cause === null ? [] : [cause]
}

/** What is worth knowing although it gets through. */
export const warningsOf = (finding: Finding): readonly AnsweredCause[] =>
  warning.flatMap((cause) => {
    const found = cause.warn?.(finding) ?? null
    return found === null ? [] : [answered(cause, found, finding)]
  })

const warning = causes.filter(({ warn }) => warn !== undefined)

const firstOf = (list: readonly Cause[], finding: Finding): AnsweredCause | null => {
  for (const cause of list) {
    const found = cause.explain(finding)
    if (found !== null) return answered(cause, found, finding)
  }
  return null
}

const answered = ({ id, layer, more }: Cause, found: Explanation, { scene }: Finding): AnsweredCause => {
  const { rule, summary, ...said } = found
  return { id, layer, summary: summary.replace(/^the /, 'The '), ...said, ...ruleOf(rule, scene.snapshot), more }
}

const ruleOf = (rule: Parameters<typeof blamedRule>[0] | undefined, snapshot: Snapshot): Pick<AnsweredCause, 'rule'> =>
  rule === undefined ? {} : { rule: blamedRule(rule, snapshot) }
