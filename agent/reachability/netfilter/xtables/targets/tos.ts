import { tosOf } from '../../../packet/fields.ts'
import { setTos } from '../../../packet/rewrite.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** TOS (tos_tg, tos_tg6, net/netfilter/xt_DSCP.c). */
export const tos: TargetOf<InfoOf<'tos'>> =
  ({ value, mask }) =>
  ({ packet }) => {
    const old = tosOf(packet)
    const wanted = ((old & ~mask) ^ value) & 0xff
    if (wanted !== old) setTos(packet, wanted)
    return 'continue'
  }
