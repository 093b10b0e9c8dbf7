import { broadcastAddress, isGroupAddress } from '../../../link/hardware-address.ts'
import type { PacketType } from '../../../packet/packet.ts'
import type { Device } from '../../../scene/device.ts'
import type { Context } from '../../context.ts'
import { bridgeEnd } from './bridge-end.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** Whose address decides whether the frame is for this host; null where nobody asks. */
const addressee = ({ hook, in: input }: Context): Device | null => {
  if (hook === 'brouting') return input
  return hook === 'prerouting' ? (input?.master ?? null) : null
}

const typeOf = (mac: string, context: Context): PacketType | null => {
  if (isGroupAddress(mac)) return mac === broadcastAddress ? 'broadcast' : 'multicast'
  const device = addressee(context)
  if (device === null) return null
  return device.mac === mac ? 'host' : 'otherhost'
}

/** dnat of ebtables (ebt_dnat_tg, net/bridge/netfilter/ebt_dnat.c). */
export const bridgeDnat: TargetOf<InfoOf<'bridgeDnat'>> =
  ({ mac, verdict }) =>
  (context) => {
    const { packet } = context
    if (packet.link !== null) packet.link.destination = mac
    packet.packetType = typeOf(mac, context) ?? packet.packetType
    return bridgeEnd(context, verdict, 'dnat')
  }
