import { decideMatch } from '../../decide.ts'
import { drop } from '../../drop.ts'
import { compileMatch } from '../../xtables/matches/index.ts'
import { contextOf, droppedElsewhere, type Operation } from '../machine.ts'
import type { ExpressionOf } from './kinds.ts'

/** A match of x_tables (nft_match_eval, net/netfilter/nft_compat.c). */
export const match = ({ match: record }: ExpressionOf<'match'>): Operation => {
  const test = compileMatch(record)
  return (machine) => {
    const context = contextOf(machine)
    const answer = test(context)
    if (answer === true) return null
    if (answer === false) return 'break'
    if (answer === 'hotdrop') {
      drop(context, 'filtered', () => `the match ${record.kind} drops what is broken`)
      return droppedElsewhere
    }
    return decideMatch(context, answer) ? null : 'break'
  }
}
