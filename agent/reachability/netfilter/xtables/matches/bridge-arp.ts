import { read16, read32 } from '../../../packet/address-bytes.ts'
import { maskedAddress } from './masked-address.ts'
import { maskedMac } from './masked-mac.ts'
import type { CompileMatch } from './match-test.ts'
import { holds } from './transport.ts'

/** struct arphdr: the addresses follow it. */
const HEADER = 8

/** ebt_arp_mt, net/bridge/netfilter/ebt_arp.c */
export const bridgeArp: CompileMatch<'bridgeArp'> = ({ match, invert, ...arp }) => {
  const isSource = maskedAddress(arp.source, arp.sourceMask)
  const isDestination = maskedAddress(arp.destination, arp.destinationMask)
  const isSourceMac = maskedMac(arp.sourceMac, arp.sourceMacMask)
  const isDestinationMac = maskedMac(arp.destinationMac, arp.destinationMacMask)
  const asksAddress = match.source || match.destination || match.gratuitous
  const asksMac = match.sourceMac || match.destinationMac
  return ({ packet }) => {
    const { bytes } = packet
    if (!holds(packet, 0, HEADER)) return false
    if (match.opcode && (read16(bytes, 6) === arp.opcode) === invert.opcode) return false
    if (match.hardwareType && (read16(bytes, 0) === arp.hardwareType) === invert.hardwareType) return false
    if (match.protocolType && (read16(bytes, 2) === arp.protocolType) === invert.protocolType) return false
    const [macLength = 0, addressLength = 0] = bytes.subarray(4, 6)
    if (asksAddress) {
      const [source, destination] = [HEADER + macLength, HEADER + 2 * macLength + 4]
      if (addressLength !== 4 || !holds(packet, source, 4) || !holds(packet, destination, 4)) return false
      if (match.source && isSource(bytes, source) === invert.source) return false
      if (match.destination && isDestination(bytes, destination) === invert.destination) return false
      const isGratuitous = read32(bytes, source) === read32(bytes, destination)
      if (match.gratuitous && isGratuitous === invert.gratuitous) return false
    }
    if (!asksMac) return true
    const destination = HEADER + macLength + addressLength
    if (macLength !== 6 || !holds(packet, HEADER, 6)) return false
    if (match.sourceMac && isSourceMac(bytes, HEADER) === invert.sourceMac) return false
    if (!match.destinationMac) return true
    return holds(packet, destination, 6) && isDestinationMac(bytes, destination) !== invert.destinationMac
  }
}
