import type { Context } from '../../context.ts'
import { drop } from '../../drop.ts'
import type { TargetVerdict } from './target.ts'

/**
 * What happens after a target of ebtables has done its work. One of these words, or a number that the kernel would not take.
 * @param verdict in the words of the collector
 */
export const bridgeEnd = (context: Context, verdict: string, name: string): TargetVerdict => {
  if (verdict === 'accept' || verdict === 'continue' || verdict === 'return') return verdict
  return drop(context, 'filtered', () => `the target ${name} drops what it has looked at`)
}
