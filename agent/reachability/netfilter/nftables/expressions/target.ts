import { compileTarget, isWatcher, type TargetVerdict } from '../../xtables/targets/index.ts'
import { accepted, contextOf, droppedElsewhere, type Operation, type Outcome, stolen } from '../machine.ts'
import { decisionOf } from './immediate.ts'
import type { ExpressionOf } from './kinds.ts'

const outcomes: { readonly [V in TargetVerdict]: Outcome } = {
  continue: null,
  accept: accepted,
  drop: droppedElsewhere,
  return: decisionOf('return', null),
  stolen,
}

/** A target of x_tables (nft_target_eval_xt, nft_target_eval_bridge; net/netfilter/nft_compat.c). */
export const target = ({ target: record }: ExpressionOf<'target'>): Operation => {
  const act = compileTarget(record)
  const changes = !isWatcher(record)
  return (machine) => {
    if (changes) machine.acted = true
    return outcomes[act(contextOf(machine))]
  }
}
