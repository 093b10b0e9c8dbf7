import { masquerade as masqueradeBy } from '../../nat/masquerade.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** MASQUERADE (masquerade_tg, masquerade_tg6, net/netfilter/xt_MASQUERADE.c). */
export const masquerade: TargetOf<InfoOf<'masquerade'>> = (range) => (context) => masqueradeBy(context, range)
