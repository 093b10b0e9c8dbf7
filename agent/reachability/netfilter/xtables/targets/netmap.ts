import { netmap as mapNetwork } from '../../nat/netmap.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** NETMAP (netmap_tg4, netmap_tg6, net/netfilter/xt_NETMAP.c): which end is changed follows from the hook. */
export const netmap: TargetOf<InfoOf<'netmap'>> = (range) => (context) => {
  const { hook } = context
  return mapNetwork(context, range, hook === 'prerouting' || hook === 'output' ? 'destination' : 'source')
}
