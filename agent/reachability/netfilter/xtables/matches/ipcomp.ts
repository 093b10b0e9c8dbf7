import { read16 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { fragmentOffset, holds, transportAt } from './transport.ts'

/** comp_mt, net/netfilter/xt_ipcomp.c */
export const ipcomp: CompileMatch<'ipcomp'> =
  ({ minSpi, maxSpi, invert }) =>
  ({ packet }) => {
    if (fragmentOffset(packet) !== 0) return false
    const at = transportAt(packet)
    if (!holds(packet, at, 4)) return 'hotdrop'
    const index = read16(packet.bytes, at + 2)
    return (index >= minSpi && index <= maxSpi) !== invert.spi
  }
