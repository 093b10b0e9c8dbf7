import { read32 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { onTransport } from './on-header.ts'

/** ah_mt, net/ipv4/netfilter/ipt_ah.c */
export const ah: CompileMatch<'ah'> = ({ minSpi, maxSpi, invert }) =>
  onTransport(12, ({ bytes }, at) => {
    const spi = read32(bytes, at + 4)
    return (spi >= minSpi && spi <= maxSpi) !== invert.spi
  })
