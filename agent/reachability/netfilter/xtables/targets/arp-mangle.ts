import { bytesOfAddress, macBytes } from '../../../packet/address-bytes.ts'
import { drop } from '../../drop.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** Bytes before the addresses. */
const header = 8

/** mangle of arptables (target, net/ipv4/netfilter/arpt_mangle.c). */
export const arpMangle: TargetOf<InfoOf<'arpMangle'>> = (info) => {
  const { flags, sourceMac, targetMac, sourceAddress, targetAddress, verdict } = info
  return (context) => {
    const { bytes } = context.packet
    const [hardware = 0, protocol = 0] = [bytes[4], bytes[5]]
    const put = (at: number, value: Uint8Array, size: number): void => bytes.set(value.subarray(0, size), at)
    const end = header + 2 * (hardware + protocol)
    if (end > bytes.length || hardware > 16)
      return drop(context, 'filtered', () => 'the ARP packet is cut off, and mangle cannot change it')
    if (flags.sourceMac) put(header, macBytes(sourceMac), hardware)
    if (flags.sourceAddress) put(header + hardware, bytesOfAddress(sourceAddress), protocol)
    if (flags.targetMac) put(header + hardware + protocol, macBytes(targetMac), hardware)
    if (flags.targetAddress) put(header + 2 * hardware + protocol, bytesOfAddress(targetAddress), protocol)
    if (verdict === 'drop') return drop(context, 'filtered', () => 'mangle drops what it changed')
    return verdict === 'continue' ? 'continue' : 'accept'
  }
}
