import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** MARK (mark_tg, net/netfilter/xt_mark.c). */
export const mark: TargetOf<InfoOf<'mark'>> =
  ({ mark: value, mask }) =>
  ({ packet }) => {
    packet.mark = ((packet.mark & ~mask) ^ value) >>> 0
    return 'continue'
  }
