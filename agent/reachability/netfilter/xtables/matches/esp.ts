import { read32 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { fragmentOffset, holds, transportAt } from './transport.ts'

/** esp_mt, net/netfilter/xt_esp.c */
export const esp: CompileMatch<'esp'> =
  ({ minSpi, maxSpi, invert }) =>
  ({ packet }) => {
    if (fragmentOffset(packet) !== 0) return false
    const at = transportAt(packet)
    if (!holds(packet, at, 8)) return 'hotdrop'
    const spi = read32(packet.bytes, at)
    return (spi >= minSpi && spi <= maxSpi) !== invert.spi
  }
