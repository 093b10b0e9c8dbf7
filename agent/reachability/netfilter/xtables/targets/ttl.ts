import { ttlOf } from '../../../packet/fields.ts'
import { setTtl } from '../../../packet/rewrite.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** Sets, adds or takes away, within what a byte holds. */
export const changedTtl = (old: number, mode: string, by: number): number => {
  if (mode === 'set') return by
  return mode === 'inc' ? Math.min(old + by, 255) : Math.max(old - by, 0)
}

/** TTL (ttl_tg, net/netfilter/xt_HL.c). */
export const ttl: TargetOf<InfoOf<'ttl'>> =
  ({ mode, ttl: by }) =>
  ({ packet }) => {
    setTtl(packet, changedTtl(ttlOf(packet), mode, by))
    return 'continue'
  }
