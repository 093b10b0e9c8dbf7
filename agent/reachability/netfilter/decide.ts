import type { Question, Trial } from '../trial.ts'
import type { Context, Unknown } from './context.ts'
import type { RuleReference } from './rule-reference.ts'

const numbered = ({ timesAsked }: Trial, key: string): string => {
  const before = timesAsked.get(key) ?? 0
  timesAsked.set(key, before + 1)
  return before === 0 ? key : `${key} #${before + 1}`
}

const placeOf = (rule: RuleReference): string => {
  const kind = rule.kind === 'nft' ? `nft/${rule.table.family}` : `xt/${rule.table.family}`
  return `${kind}/${rule.table.name}/${rule.chain.name}/${rule.number}`
}

const keyOf = ({ trial, space, family, hook, packet, rule }: Context): string => {
  const place = rule === null ? `${family}/${hook}` : placeOf(rule)
  return numbered(trial, `${space.netns} ${place} ${packet.label}`)
}

/**
 * Which of several things happens, where the snapshot does not tell.
 * @param on what it depends on, in words
 * @returns the number of the answer
 */
export const decideAmong = (context: Context, on: () => string, answers: readonly string[]): number => {
  const question: Question = { key: keyOf(context), on, answers }
  return context.trial.decide(context.rule === null ? question : { ...question, rule: context.rule })
}

const matchAnswers = ['matches', 'does not match']

/** Whether what is not known matches. It is asked of the trial, which is run once for each answer. */
export const decideMatch = (context: Context, { unknown }: Unknown): boolean =>
  decideAmong(context, () => unknown, matchAnswers) === 0
