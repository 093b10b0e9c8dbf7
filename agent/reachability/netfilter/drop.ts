import { type LossReason, lose } from '../trial.ts'
import type { Context } from './context.ts'

/**
 * Ends the packet, and tells why. A verdict `drop` in this folder always means that this has been done. Only at `brouting`
 * nothing ends: a frame that is dropped there is routed instead of bridged (ebt_broute, net/bridge/netfilter/ebtable_broute.c).
 * @param fact in words, with the values that decided
 */
export const drop = (context: Context, reason: LossReason, fact: () => string): 'drop' => {
  const { trial, space, packet, rule, out } = context
  const device = context.in ?? out
  if (context.hook !== 'brouting')
    lose(trial, {
      reason,
      space,
      packet,
      fact,
      ...(device === null ? {} : { device }),
      ...(rule === null ? {} : { rule }),
    })
  return 'drop'
}
