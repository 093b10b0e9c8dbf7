import type { Snapshot } from '../../collectors/snapshot.ts'
import type { PathStep } from './answer.ts'
import { blamedRule } from './blame.ts'
import type { Step } from './trial.ts'

/** Decisions in the form of an answer. */
export const pathOf = (steps: readonly Step[], snapshot: Snapshot): PathStep[] =>
  steps.map((step) => ({
    netns: step.space.namespace?.inode ?? null,
    step: step.looked === true ? 'looked' : step.kind,
    detail: step.rule === undefined ? step.detail() : `${step.detail()}: ${blamedRule(step.rule, snapshot).text}`,
    ...(step.object === undefined ? {} : { object: step.object() }),
    ...(step.before === undefined ? {} : { before: step.before }),
    ...(step.after === undefined ? {} : { after: step.after }),
  }))
