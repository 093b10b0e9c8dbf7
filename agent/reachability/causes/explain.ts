import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { AnsweredCause } from '../answer.ts'
import { blamedRule } from '../blame.ts'
import type { Cause, Finding } from './cause.ts'
import { dnsCauses } from './dns/index.ts'
import { causes } from './index.ts'

/** The first entry of the catalogue that explains it. The last ones explain every loss in general words. */
export const explain = (finding: Finding): AnsweredCause | null => firstOf(causes, finding)

/** Why the source does not find the destination by its name, where packets would get there. */
export const explainName = (finding: Finding): readonly AnsweredCause[] => {
  const cause = firstOf(Object.values(dnsCauses), finding)
  return cause === null ? [] : [cause]
}

const firstOf = (list: readonly Cause[], finding: Finding): AnsweredCause | null => {
  for (const { id, layer, more, explain: of } of list) {
    const found = of(finding)
    if (found === null) continue
    const { rule, summary, ...said } = found
    return {
      id,
      layer,
      summary: summary.replace(/^the /, 'The '),
      ...said,
      ...ruleOf(rule, finding.scene.snapshot),
      more,
    }
  }
  return null
}

const ruleOf = (rule: Parameters<typeof blamedRule>[0] | undefined, snapshot: Snapshot): Pick<AnsweredCause, 'rule'> =>
  rule === undefined ? {} : { rule: blamedRule(rule, snapshot) }
