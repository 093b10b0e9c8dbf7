import { read16 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { onTransport } from './on-header.ts'

/** comp_mt, net/netfilter/xt_ipcomp.c */
export const ipcomp: CompileMatch<'ipcomp'> = ({ minSpi, maxSpi, invert }) =>
  onTransport(4, ({ bytes }, at) => {
    const index = read16(bytes, at + 2)
    return (index >= minSpi && index <= maxSpi) !== invert.spi
  })
