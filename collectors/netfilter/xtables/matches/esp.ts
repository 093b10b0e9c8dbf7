import { u8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { rangeOption } from '../range-option.ts'

const header = 'linux/netfilter/xt_esp.h'

const revision0 = struct(
  { name: 'xt_esp', header, size: 12 },
  {
    minSpi: [0, u32, 'spis[0]'],
    maxSpi: [4, u32, 'spis[1]'],
    invert: [8, bits(u8, header, { spi: [1, 'XT_ESP_INV_SPI'] }), 'invflags'],
  },
)

/** `-m esp`: the security parameter index of ESP. */
export const esp = extension({
  name: 'esp',
  revisions: { 0: revision0 },
  save: ({ minSpi, maxSpi, invert }) => rangeOption('--espspi', minSpi, maxSpi, invert.spi),
})
