import { read16 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { fragmentOffset, holds, transportAt } from './transport.ts'

const HEADER = 8

/** udp_mt, net/netfilter/xt_tcpudp.c */
export const udp: CompileMatch<'udp'> = ({ sourcePorts, destinationPorts, invert }) => {
  const { sourcePorts: notSource, destinationPorts: notDestination } = invert
  return ({ packet }) => {
    if (fragmentOffset(packet) !== 0) return false
    const at = transportAt(packet)
    if (!holds(packet, at, HEADER)) return 'hotdrop'
    const source = read16(packet.bytes, at)
    if ((source >= sourcePorts.from && source <= sourcePorts.to) === notSource) return false
    const destination = read16(packet.bytes, at + 2)
    return (destination >= destinationPorts.from && destination <= destinationPorts.to) !== notDestination
  }
}
