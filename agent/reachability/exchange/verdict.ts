import type { Outcome } from '../answer.ts'
import type { LossReason } from '../trial.ts'
import type { Exchange } from './exchange.ts'

/** Behind these there may be somebody who answers: the snapshot ends there. */
const unknown: ReadonlySet<LossReason> = new Set(['beyond-uplink', 'peer-unknown', 'tunnel-unknown'])

export const isReached = (outcome: Outcome): boolean =>
  outcome === 'connected' || outcome === 'delivered' || outcome === 'replied'

/** Whether the exchange left what the snapshot shows. */
export const leavesSnapshot = ({ outcome, losses }: Exchange): boolean => {
  const [decisive] = losses
  return !isReached(outcome) && decisive !== undefined && unknown.has(decisive.reason)
}
