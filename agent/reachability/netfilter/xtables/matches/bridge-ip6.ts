import { tosOf } from '../../../packet/fields.ts'
import { bridgeTransport } from './bridge-transport.ts'
import { skipIpv6Headers } from './ipv6-headers.ts'
import { maskedAddress } from './masked-address.ts'
import type { CompileMatch } from './match-test.ts'
import { holds } from './transport.ts'

const HEADER = 40

/** ebt_ip6_mt, net/bridge/netfilter/ebt_ip6.c */
export const bridgeIp6: CompileMatch<'bridgeIp6'> = ({ match, invert, ...ip }) => {
  const isSource = maskedAddress(ip.source, ip.sourceMask)
  const isDestination = maskedAddress(ip.destination, ip.destinationMask)
  const { sourcePort, destinationPort, icmpv6: icmp } = ip
  const isTransport = bridgeTransport({ sourcePort, destinationPort, icmp }, { ...invert, icmp: invert.icmpv6 })
  const looksInside = sourcePort !== null || destinationPort !== null || icmp !== null
  return ({ packet }) => {
    const { bytes } = packet
    if (!holds(packet, 0, HEADER)) return false
    if (match.trafficClass && (tosOf(packet) === ip.trafficClass) === invert.trafficClass) return false
    if (match.source && isSource(bytes, 8) === invert.source) return false
    if (match.destination && isDestination(bytes, 24) === invert.destination) return false
    if (!match.protocol) return true
    const transport = skipIpv6Headers(bytes)
    if (transport === null || (transport.protocol === ip.protocol) === invert.protocol) return false
    if (!looksInside) return true
    const { at } = transport
    return holds(packet, at, 4) && isTransport(bytes, at)
  }
}
