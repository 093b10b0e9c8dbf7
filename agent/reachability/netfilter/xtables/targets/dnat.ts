import { setUpNat } from '../../nat/set-up.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** DNAT (xt_dnat_target_v2, net/netfilter/xt_nat.c). */
export const dnat: TargetOf<InfoOf<'dnat'>> = (range) => (context) => setUpNat(context, range, 'destination')
