import { hasPorts } from '../../../packet/layout.ts'
import { drop } from '../../drop.ts'
import { transparentSocket } from '../../transparent-socket.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** TPROXY (tproxy_tg4, tproxy_tg6_v1, net/netfilter/xt_TPROXY.c). The mark then leads to a route that delivers the packet here. */
export const tproxy: TargetOf<InfoOf<'tproxy'>> = ({ mark, markMask, address, port }) => {
  const chosen = address === '0.0.0.0' || address === '::' ? null : address
  return (context) => {
    const { packet } = context
    const socket = hasPorts(packet.protocol) ? transparentSocket(context, chosen, port) : null
    if (socket === null)
      return drop(
        context,
        'filtered',
        () => `no transparent socket listens at port ${port}, and TPROXY drops the packet`,
      )
    packet.mark = ((packet.mark & ~markMask) ^ mark) >>> 0
    packet.socket = socket
    return 'accept'
  }
}
