import { bridgeEnd } from './bridge-end.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** redirect of ebtables (ebt_redirect_tg, net/bridge/netfilter/ebt_redirect.c): to the bridge, in `brouting` to its port. */
export const bridgeRedirect: TargetOf<InfoOf<'bridgeRedirect'>> =
  ({ verdict }) =>
  (context) => {
    const { packet, hook, in: input } = context
    const device = hook === 'brouting' ? input : (input?.master ?? null)
    if (packet.link !== null && device?.mac != null) packet.link.destination = device.mac
    packet.packetType = 'host'
    return bridgeEnd(context, verdict, 'redirect')
  }
