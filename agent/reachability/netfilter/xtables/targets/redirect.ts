import { redirect as redirectBy } from '../../nat/redirect.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** REDIRECT (redirect_tg4, redirect_tg6, net/netfilter/xt_REDIRECT.c). */
export const redirect: TargetOf<InfoOf<'redirect'>> = (range) => (context) => redirectBy(context, range)
