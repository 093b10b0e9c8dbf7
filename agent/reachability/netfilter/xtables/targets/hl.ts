import { ttlOf } from '../../../packet/fields.ts'
import { setTtl } from '../../../packet/rewrite.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'
import { changedTtl } from './ttl.ts'

/** HL (hl_tg6, net/netfilter/xt_HL.c). */
export const hl: TargetOf<InfoOf<'hl'>> =
  ({ mode, hopLimit }) =>
  ({ packet }) => {
    setTtl(packet, changedTtl(ttlOf(packet), mode, hopLimit))
    return 'continue'
  }
