import { connectionOf } from '../../conntrack/connection-of.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** CONNMARK (connmark_tg_shift, net/netfilter/xt_connmark.c). */
export const connmark: TargetOf<InfoOf<'connmark'>> = (info) => {
  const { mode, connectionMark, connectionMask, packetMask, shiftDirection, shiftBits } = info
  // A shift by 32 and more is left to the processor, which takes five bits of it, as here.
  const shifted = (value: number): number =>
    (shiftDirection === 'right' ? value >>> shiftBits : value << shiftBits) >>> 0
  return ({ packet }) => {
    const connection = connectionOf(packet)
    if (connection === null) return 'continue'
    if (mode === 'set') connection.mark = shifted(((connection.mark & ~connectionMask) ^ connectionMark) >>> 0)
    else if (mode === 'save')
      connection.mark = ((connection.mark & ~connectionMask) ^ shifted((packet.mark & packetMask) >>> 0)) >>> 0
    else packet.mark = ((packet.mark & ~packetMask) ^ shifted((connection.mark & connectionMask) >>> 0)) >>> 0
    return 'continue'
  }
}
