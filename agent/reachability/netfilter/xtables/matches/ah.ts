import { read32 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { fragmentOffset, holds, transportAt } from './transport.ts'

/** ah_mt, net/ipv4/netfilter/ipt_ah.c */
export const ah: CompileMatch<'ah'> =
  ({ minSpi, maxSpi, invert }) =>
  ({ packet }) => {
    if (fragmentOffset(packet) !== 0) return false
    const at = transportAt(packet)
    if (!holds(packet, at, 12)) return 'hotdrop'
    const spi = read32(packet.bytes, at + 4)
    return (spi >= minSpi && spi <= maxSpi) !== invert.spi
  }
