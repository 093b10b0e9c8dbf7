import { setUpNat } from '../../nat/set-up.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** SNAT (xt_snat_target_v2, net/netfilter/xt_nat.c). */
export const snat: TargetOf<InfoOf<'snat'>> = (range) => (context) => setUpNat(context, range, 'source')
