import type { Space } from '../scene/space.ts'
import { drop } from './drop.ts'
import type { Runner } from './order.ts'

const answers = ['they let packets pass', 'they drop packets']

/** Rules that could not be read: they may drop, and nobody knows. Asked once for a namespace. Null where all was read. */
export const unreadRules = (space: Space): Runner | null => {
  const why = space.missing.get('nftables') ?? space.missing.get('xtables')
  if (why === undefined) return null
  return (context) => {
    const answer = context.trial.decide({
      key: `unread rules ${space.netns}`,
      on: () => `what the rules of ${space.title} say, which could not be read: ${why}`,
      answers,
    })
    return answer === 0 ? 'accept' : drop(context, 'filtered', () => `a rule of ${space.title} that could not be read`)
  }
}
