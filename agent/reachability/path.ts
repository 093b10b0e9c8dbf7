import type { Snapshot } from '../../collectors/snapshot.ts'
import type { PathStep } from './answer.ts'
import { blamedRule } from './blame.ts'
import type { Step } from './trial.ts'

/** Decisions in the form of an answer. */
export const pathOf = (steps: readonly Step[], snapshot: Snapshot): PathStep[] =>
  steps.map((step) => ({
    netns: step.space.namespace?.inode ?? null,
    step: step.looked === true ? 'looked' : step.kind,
    detail: detailOf(step, snapshot),
    ...(step.object === undefined ? {} : { object: step.object() }),
    ...(step.before === undefined ? {} : { before: step.before }),
    ...(step.after === undefined ? {} : { after: step.after }),
  }))

/** With the place of the rule and its text: `ip filter FORWARD #1, jump DOCKER-USER: -j DOCKER-USER`; `ip filter FORWARD, policy drop`. */
const detailOf = ({ kind, rule, detail }: Step, snapshot: Snapshot): string => {
  // The rule that rewrites a packet is a step of its own.
  if (rule === undefined || kind === 'nat') return detail()
  const { family, table, chain, position, text } = blamedRule(rule, snapshot)
  const place = `${family} ${table} ${chain}`
  return position === 0 ? `${place}, ${detail()}` : `${place} #${position}, ${detail()}: ${text}`
}
