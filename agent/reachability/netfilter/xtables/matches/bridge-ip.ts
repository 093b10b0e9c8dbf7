import { read16 } from '../../../packet/address-bytes.ts'
import { maskedAddress } from './masked-address.ts'
import type { CompileMatch } from './match-test.ts'
import { holds } from './transport.ts'

const HEADER = 20

/** ebt_ip_mt, net/bridge/netfilter/ebt_ip.c */
export const bridgeIp: CompileMatch<'bridgeIp'> = ({
  match,
  invert,
  sourcePort,
  destinationPort,
  icmp,
  igmp,
  ...ip
}) => {
  const isSource = maskedAddress(ip.source, ip.sourceMask)
  const isDestination = maskedAddress(ip.destination, ip.destinationMask)
  const looksInside = sourcePort !== null || destinationPort !== null || icmp !== null || igmp !== null
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
    const [source, destination] = [read16(bytes, at), read16(bytes, at + 2)]
    if (destinationPort !== null && isIn(destinationPort, destination) === invert.destinationPort) return false
    if (sourcePort !== null && isIn(sourcePort, source) === invert.sourcePort) return false
    const [type = 0, code = 0] = bytes.subarray(at, at + 2)
    if (icmp !== null) {
      const { minType, maxType, minCode, maxCode } = icmp
      if ((type >= minType && type <= maxType && code >= minCode && code <= maxCode) === invert.icmp) return false
    }
    return igmp === null || isIn(igmp, type) !== invert.igmp
  }
}

const isIn = ({ min, max }: { readonly min: number; readonly max: number }, value: number): boolean =>
  value >= min && value <= max
