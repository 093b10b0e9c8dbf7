import { macBytes } from '../../../packet/address-bytes.ts'
import { ETH_P_ARP } from '../../../packet/packet.ts'
import { bridgeEnd } from './bridge-end.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

const addressLength = 6

/** snat of ebtables (ebt_snat_tg, net/bridge/netfilter/ebt_snat.c). */
export const bridgeSnat: TargetOf<InfoOf<'bridgeSnat'>> =
  ({ mac, changesArp, verdict }) =>
  (context) => {
    const { packet } = context
    if (packet.link !== null) packet.link.source = mac
    // The sender's address is the first behind the header of ARP.
    if (changesArp && packet.etherType === ETH_P_ARP && packet.bytes[4] === addressLength)
      packet.bytes.set(macBytes(mac), 8)
    return bridgeEnd(context, verdict, 'snat')
  }
