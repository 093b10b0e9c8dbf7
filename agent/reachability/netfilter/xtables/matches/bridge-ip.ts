import { read16 } from '../../../packet/address-bytes.ts'
import { bridgeTransport, isIn } from './bridge-transport.ts'
import { maskedAddress } from './masked-address.ts'
import type { CompileMatch } from './match-test.ts'
import { holds } from './transport.ts'

const HEADER = 20

/** ebt_ip_mt, net/bridge/netfilter/ebt_ip.c */
export const bridgeIp: CompileMatch<'bridgeIp'> = ({ match, invert, igmp, ...ip }) => {
  const isSource = maskedAddress(ip.source, ip.sourceMask)
  const isDestination = maskedAddress(ip.destination, ip.destinationMask)
  const isTransport = bridgeTransport(ip, invert)
  const looksInside = ip.sourcePort !== null || ip.destinationPort !== null || ip.icmp !== null || igmp !== null
  return ({ packet }) => {
    const { bytes } = packet
    if (!holds(packet, 0, HEADER)) return false
    if (match.tos && (bytes[1] === ip.tos) === invert.tos) return false
    if (match.source && isSource(bytes, 12) === invert.source) return false
    if (match.destination && isDestination(bytes, 16) === invert.destination) return false
    if (!match.protocol) return true
    if ((bytes[9] === ip.protocol) === invert.protocol) return false
    if (!looksInside) return true
    const at = ((bytes[0] ?? 0) & 0xf) * 4
    if ((read16(bytes, 6) & 0x1fff) !== 0 || !holds(packet, at, 4)) return false
    if (!isTransport(bytes, at)) return false
    return igmp === null || isIn(igmp, bytes[at] ?? 0) !== invert.igmp
  }
}
