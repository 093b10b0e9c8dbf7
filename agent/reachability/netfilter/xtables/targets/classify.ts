import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** CLASSIFY (classify_tg, net/netfilter/xt_CLASSIFY.c). */
export const classify: TargetOf<InfoOf<'classify'>> =
  ({ priority }) =>
  ({ packet }) => {
    packet.priority = priority
    return 'continue'
  }
