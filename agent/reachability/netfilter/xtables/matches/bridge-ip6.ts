import { read16 } from '../../../packet/address-bytes.ts'
import { skipIpv6Headers } from './ipv6-headers.ts'
import { maskedAddress } from './masked-address.ts'
import type { CompileMatch } from './match-test.ts'
import { holds } from './transport.ts'

const HEADER = 40

/** ebt_ip6_mt, net/bridge/netfilter/ebt_ip6.c */
export const bridgeIp6: CompileMatch<'bridgeIp6'> = ({ match, invert, sourcePort, destinationPort, icmpv6, ...ip }) => {
  const isSource = maskedAddress(ip.source, ip.sourceMask)
  const isDestination = maskedAddress(ip.destination, ip.destinationMask)
  const looksInside = sourcePort !== null || destinationPort !== null || icmpv6 !== null
  return ({ packet }) => {
    const { bytes } = packet
    if (!holds(packet, 0, HEADER)) return false
    const trafficClass = (((bytes[0] ?? 0) << 4) | ((bytes[1] ?? 0) >>> 4)) & 0xff
    if (match.trafficClass && (trafficClass === ip.trafficClass) === invert.trafficClass) return false
    if (match.source && isSource(bytes, 8) === invert.source) return false
    if (match.destination && isDestination(bytes, 24) === invert.destination) return false
    if (!match.protocol) return true
    const transport = skipIpv6Headers(bytes)
    if (transport === null || (transport.protocol === ip.protocol) === invert.protocol) return false
    if (!looksInside) return true
    const { at } = transport
    if (!holds(packet, at, 4)) return false
    const [source, destination] = [read16(bytes, at), read16(bytes, at + 2)]
    if (destinationPort !== null && isIn(destinationPort, destination) === invert.destinationPort) return false
    if (sourcePort !== null && isIn(sourcePort, source) === invert.sourcePort) return false
    if (icmpv6 === null) return true
    const { minType, maxType, minCode, maxCode } = icmpv6
    const [type = 0, code = 0] = bytes.subarray(at, at + 2)
    return (type >= minType && type <= maxType && code >= minCode && code <= maxCode) !== invert.icmpv6
  }
}

const isIn = ({ min, max }: { readonly min: number; readonly max: number }, value: number): boolean =>
  value >= min && value <= max
