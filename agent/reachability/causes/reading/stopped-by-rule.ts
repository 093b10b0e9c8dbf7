import type { RuleFacts } from '../../../firewall/facts/facts.ts'
import type { BlamedRule } from '../../answer.ts'
import { blamedRule, factsOfRule } from '../../blame.ts'
import type { RuleReference } from '../../netfilter/rule-reference.ts'
import type { Loss } from '../../trial.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'

/** A packet that a rule, or the policy of a chain, drops or rejects. */
export interface StoppedByRule {
  readonly loss: Loss
  readonly rule: RuleReference
  readonly isPolicy: boolean
  readonly isRejected: boolean
  /** Where: `forward`; of what family: `ip`, `bridge`. A chain may be called from several hooks. */
  readonly hook: string
  readonly family: string
  /** The frame goes from one port of a bridge to another, and br_netfilter shows it to the rules of IP. */
  readonly isBridged: boolean
  readonly blamed: BlamedRule
  readonly facts: RuleFacts
}

const known = new WeakMap<Loss, StoppedByRule>()

export const stoppedByRule = ({ loss, scene: { snapshot } }: Finding): StoppedByRule | null => {
  if (loss === null || loss.rule === undefined || (loss.reason !== 'filtered' && loss.reason !== 'rejected'))
    return null
  const before = known.get(loss)
  if (before !== undefined) return before
  const { rule } = loss
  const [family, hook] = placeOf(loss)
  const found: StoppedByRule = {
    loss,
    rule,
    isPolicy: rule.rule === null,
    isRejected: loss.reason === 'rejected',
    hook,
    family,
    isBridged: (family === 'ip' || family === 'ip6') && (loss.packet.bridged?.physicalOut ?? null) !== null,
    blamed: blamedRule(rule, snapshot),
    facts: factsOfRule(rule, snapshot),
  }
  known.set(loss, found)
  return found
}

/** The hook that the packet came to last: `ip forward`. */
const placeOf = ({ packet }: Loss): readonly [family: string, hook: string] => {
  for (let at = packet.trail; at !== null; at = at.earlier) {
    if (at.step.kind !== 'hook') continue
    const [family = '', hook = ''] = at.step.detail().split(' ')
    return [family, hook]
  }
  return ['', '']
}

/** An entry that only looks at what rules stop. */
export const ofRule =
  (explain: (stopped: StoppedByRule, finding: Finding) => Explanation | null): Cause['explain'] =>
  (finding) => {
    const stopped = stoppedByRule(finding)
    return stopped === null ? null : explain(stopped, finding)
  }
