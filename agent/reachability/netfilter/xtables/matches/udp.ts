import { read16 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { onTransport } from './on-header.ts'

const HEADER = 8

/** udp_mt, net/netfilter/xt_tcpudp.c */
export const udp: CompileMatch<'udp'> = ({ sourcePorts, destinationPorts, invert }) =>
  onTransport(HEADER, ({ bytes }, at) => {
    const source = read16(bytes, at)
    if ((source >= sourcePorts.from && source <= sourcePorts.to) === invert.sourcePorts) return false
    const destination = read16(bytes, at + 2)
    return (destination >= destinationPorts.from && destination <= destinationPorts.to) !== invert.destinationPorts
  })
