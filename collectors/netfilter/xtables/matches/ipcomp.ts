import { bool8, u8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { rangeOption } from '../range-option.ts'

const header = 'linux/netfilter/xt_ipcomp.h'

const revision0 = struct(
  { name: 'xt_ipcomp', header, size: 12 },
  {
    minSpi: [0, u32, 'spis[0]'],
    maxSpi: [4, u32, 'spis[1]'],
    invert: [8, bits(u8, header, { spi: [1, 'XT_IPCOMP_INV_SPI'] }), 'invflags'],
    /** Kept by the kernel, which does not look at it. */
    reservedIsZero: [9, bool8, 'hdrres'],
  },
)

/** `-m ipcomp`: the compression parameter index of IPComp. */
export const ipcomp = extension({
  name: 'ipcomp',
  revisions: { 0: revision0 },
  save: ({ minSpi, maxSpi, invert, reservedIsZero }) => [
    ...rangeOption('--ipcompspi', minSpi, maxSpi, invert.spi),
    ...(reservedIsZero ? ['--compres'] : []),
  ],
})
