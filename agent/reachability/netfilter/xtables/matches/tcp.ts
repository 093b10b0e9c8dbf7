import { read16 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { findOption } from './tcp-option.ts'
import { fragmentOffset, holds, transportAt } from './transport.ts'

const HEADER = 20

/** tcp_mt, net/netfilter/xt_tcpudp.c. A fragment that begins 8 bytes into the header is an attack: it is dropped. */
export const tcp: CompileMatch<'tcp'> = ({
  sourcePorts: { from: sourceFrom, to: sourceTo },
  destinationPorts: { from: destinationFrom, to: destinationTo },
  option,
  flagMask,
  flagCompare,
  invert,
}) => {
  const { sourcePorts: notSource, destinationPorts: notDestination, flags: notFlags, option: notOption } = invert
  return ({ packet }) => {
    const offset = fragmentOffset(packet)
    if (offset !== 0) return offset === 1 ? 'hotdrop' : false
    const at = transportAt(packet)
    if (!holds(packet, at, HEADER)) return 'hotdrop'
    const { bytes } = packet
    const source = read16(bytes, at)
    if ((source >= sourceFrom && source <= sourceTo) === notSource) return false
    const destination = read16(bytes, at + 2)
    if ((destination >= destinationFrom && destination <= destinationTo) === notDestination) return false
    if ((((bytes[at + 13] ?? 0) & flagMask) === flagCompare) === notFlags) return false
    if (option === 0) return true
    const length = ((bytes[at + 12] ?? 0) >>> 4) * 4 - HEADER
    if (length < 0 || !holds(packet, at + HEADER, length)) return 'hotdrop'
    return findOption(bytes, at + HEADER, length, option) >= 0 !== notOption
  }
}
