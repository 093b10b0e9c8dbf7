import type { Context } from '../../context.ts'
import { decideMatch } from '../../decide.ts'
import { addToSet, deleteFromSet } from '../../ipset/change-set.ts'
import { lookUpInSet } from '../../ipset/look-up.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

type Info = InfoOf<'set'>

/** The packet gets the mark and the class of its member. One that is not in the set keeps what it has. */
const mapBy = (context: Context, map: NonNullable<Info['map']>, flags: Info['flags']): void => {
  const { packet } = context
  const { matched, member } = lookUpInSet(context, map)
  const isMatched = (typeof matched === 'object' ? decideMatch(context, matched) : matched) !== map.inverted
  if (!isMatched) return
  const { mark, mask } = member?.skbMark ?? { mark: 0, mask: 0 }
  if (flags.mapMark) packet.mark = ((packet.mark & ~mask) ^ mark) >>> 0
  if (flags.mapPriority) packet.priority = member?.skbPriority ?? 0
}

/** SET (set_target_v3, net/netfilter/xt_set.c). */
export const set: TargetOf<Info> =
  ({ add, delete: taken, map, flags }) =>
  (context) => {
    if (add !== null) addToSet(context, add)
    if (taken !== null) deleteFromSet(context, taken)
    if (map !== null) mapBy(context, map, flags)
    return 'continue'
  }
