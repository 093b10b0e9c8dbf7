import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { AnsweredCause } from '../answer.ts'
import { blamedRule } from '../blame.ts'
import type { Finding } from './cause.ts'
import { causes } from './index.ts'

/** The first entry of the catalogue that explains it. The last ones explain every loss in general words. */
export const explain = (finding: Finding): AnsweredCause | null => {
  for (const { id, layer, more, explain: of } of causes) {
    const found = of(finding)
    if (found === null) continue
    const { rule, ...said } = found
    return { id, layer, ...said, ...ruleOf(rule, finding.scene.snapshot), more }
  }
  return null
}

const ruleOf = (rule: Parameters<typeof blamedRule>[0] | undefined, snapshot: Snapshot): Pick<AnsweredCause, 'rule'> =>
  rule === undefined ? {} : { rule: blamedRule(rule, snapshot) }
