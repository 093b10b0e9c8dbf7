import { read16 } from '../../../packet/address-bytes.ts'
import { arpPacket } from '../../../packet/build.ts'
import { arpOf } from '../../../packet/fields.ts'
import { ETH_P_IP } from '../../../packet/packet.ts'
import { bridgeEnd } from './bridge-end.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

const REQUEST = 1

/** arpreply of ebtables (ebt_arpreply_tg, net/bridge/netfilter/ebt_arpreply.c): answers in the place of whoever is asked for. */
export const bridgeArpreply: TargetOf<InfoOf<'bridgeArpreply'>> =
  ({ mac, verdict }) =>
  (context) => {
    const { packet, in: input, trial, space } = context
    const { bytes } = packet
    const request = arpOf(packet)
    const isPlain = read16(bytes, 2) === ETH_P_IP && bytes[4] === 6 && bytes[5] === 4
    if (request === null || !isPlain || request.operation !== REQUEST) return 'continue'
    if (input !== null) {
      const { senderMac, senderAddress, targetAddress } = request
      const answer = arpPacket({
        label: `reply to ${packet.label}`,
        operation: 'reply',
        senderMac: mac,
        senderAddress: targetAddress,
        targetMac: senderMac,
        targetAddress: senderAddress,
        to: senderMac,
      })
      trial.toSend.push({ space, packet: answer, device: input })
    }
    return bridgeEnd(context, verdict, 'arpreply')
  }
