import { read32 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { onTransport } from './on-header.ts'

/** esp_mt, net/netfilter/xt_esp.c */
export const esp: CompileMatch<'esp'> = ({ minSpi, maxSpi, invert }) =>
  onTransport(8, ({ bytes }, at) => {
    const spi = read32(bytes, at)
    return (spi >= minSpi && spi <= maxSpi) !== invert.spi
  })
