import type { AnsweredCause } from './answer.ts'
import { type Loss, type LossReason, type Pardoned, pardonOf } from './trial.ts'

/** Why something does not get through, as far as it is known. */
export interface Stopped {
  readonly cause: AnsweredCause | null
  readonly loss: Loss | null
}

/** Of each further one the exchange is simulated again. */
const mostFurther = 4

/**
 * What would stop it next, were what stops it mended: each rule, policy or setting that stops it is pardoned, and the question is asked
 * again, until it gets through or something else than a rule or a setting stops it.
 */
export const furtherCauses = (first: Stopped, again: (pardoned: Pardoned) => Stopped): AnsweredCause[] => {
  const pardoned = new Set<object | string>()
  const found: AnsweredCause[] = []
  for (let last = first; found.length < mostFurther; ) {
    const pardon = last.loss === null || last.cause === null ? null : pardonFor(last.loss)
    if (pardon === null || pardoned.has(pardon)) break
    pardoned.add(pardon)
    last = again(pardoned)
    if (last.cause !== null) found.push(last.cause)
  }
  return found
}

const byRule: ReadonlySet<LossReason> = new Set(['filtered', 'rejected', 'queued'])
const bySetting: ReadonlySet<LossReason> = new Set(['forwarding-off', 'reverse-path', 'conntrack-full'])

const pardonFor = ({ reason, rule, policy, space }: Loss): object | string | null => {
  if (byRule.has(reason)) return rule === undefined ? null : (rule.rule ?? rule.chain)
  if (policy !== undefined) return policy
  return bySetting.has(reason) ? pardonOf(reason, space) : null
}
