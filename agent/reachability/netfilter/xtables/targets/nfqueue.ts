import { toQueue } from '../../to-queue.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** NFQUEUE (nfqueue_tg_v3, net/netfilter/xt_NFQUEUE.c). */
export const nfqueue: TargetOf<InfoOf<'nfqueue'>> = ({ queue, queues, flags }) => {
  const text = queues > 1 ? `${queue}-${queue + queues - 1}` : `${queue}`
  return (context) => toQueue(context, text, flags.bypass)
}
