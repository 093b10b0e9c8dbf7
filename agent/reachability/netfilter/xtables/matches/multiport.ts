import { read16 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { fragmentOffset, holds, transportAt } from './transport.ts'

/** multiport_mt, net/netfilter/xt_multiport.c: whatever the protocol is, its ports are the first four bytes. */
export const multiport: CompileMatch<'multiport'> = ({ which, ports, invert }) => {
  const bySource = which === 'source' || which === 'either'
  const byDestination = which === 'destination' || which === 'either'
  return ({ packet }) => {
    if (fragmentOffset(packet) !== 0) return false
    const at = transportAt(packet)
    if (!holds(packet, at, 4)) return 'hotdrop'
    const [source, destination] = [read16(packet.bytes, at), read16(packet.bytes, at + 2)]
    for (const { from, to } of ports) {
      if (bySource && source >= from && source <= to) return !invert
      if (byDestination && destination >= from && destination <= to) return !invert
    }
    return invert
  }
}
