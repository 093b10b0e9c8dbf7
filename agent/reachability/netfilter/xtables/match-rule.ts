import type { Context, Unknown } from '../context.ts'
import { decideMatch } from '../decide.ts'
import type { RuleReference } from '../rule-reference.ts'
import type { RuleBody } from './compile-rule.ts'

/**
 * Whether the matches of a rule match a packet that is what its entry names. What is not known is asked of the trial, and only where
 * it decides something: not when another match says no, nor when the rule does nothing.
 */
export const matchRule = (
  context: Context,
  { matches, action }: RuleBody,
  reference: () => RuleReference,
): boolean | 'hotdrop' => {
  if (matches.length === 0) return true
  const here = { ...context, rule: reference() }
  let unknowns: Unknown[] | null = null
  for (const match of matches) {
    const matched = match(here)
    if (matched === true) continue
    // Behind a match that is not known nobody can say whether this one is asked at all.
    if (matched === false || (matched === 'hotdrop' && unknowns === null)) return matched
    if (matched === 'hotdrop')
      return unknowns?.every((unknown) => decideMatch(here, unknown)) === true ? 'hotdrop' : false
    unknowns = [...(unknowns ?? []), matched]
  }
  if (unknowns === null) return true
  return action.kind !== 'nothing' && unknowns.every((unknown) => decideMatch(here, unknown))
}
