import type { Outcome } from '../answer.ts'
import { isEndOfSnapshot } from './ends.ts'
import type { Exchange } from './exchange.ts'

export const isReached = (outcome: Outcome): boolean =>
  outcome === 'connected' || outcome === 'delivered' || outcome === 'replied'

/** Whether the exchange left what the snapshot shows. */
export const leavesSnapshot = ({ outcome, losses }: Exchange): boolean => {
  const [decisive] = losses
  return !isReached(outcome) && decisive !== undefined && isEndOfSnapshot(decisive)
}
