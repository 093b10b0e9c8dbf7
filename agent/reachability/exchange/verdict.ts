import type { Outcome, Verdict } from '../answer.ts'
import type { LossReason } from '../trial.ts'
import type { Exchange, ProbeResult } from './exchange.ts'

/** Behind these there may be somebody who answers: the snapshot ends there. */
const unknown: ReadonlySet<LossReason> = new Set(['beyond-uplink', 'peer-unknown', 'tunnel-unknown'])

export const isReached = (outcome: Outcome): boolean =>
  outcome === 'connected' || outcome === 'delivered' || outcome === 'replied'

/** Whether the exchange left what the snapshot shows. */
export const leavesSnapshot = ({ outcome, losses }: Exchange): boolean => {
  const [decisive] = losses
  return !isReached(outcome) && decisive !== undefined && unknown.has(decisive.reason)
}

/** What is sure of a probe: all that may be has to end the same. */
export const verdictOf = ({ branches, isCut }: ProbeResult): Verdict => {
  const [first] = branches
  const isSure =
    !isCut && branches.every(({ exchange }) => isReached(exchange.outcome) === isReached(first.exchange.outcome))
  if (!isSure || branches.some(({ exchange }) => leavesSnapshot(exchange))) return 'uncertain'
  return isReached(first.exchange.outcome) ? 'reachable' : 'unreachable'
}
