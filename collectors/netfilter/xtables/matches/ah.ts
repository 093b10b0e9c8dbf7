import { u8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { rangeOption } from '../range-option.ts'

const header = 'linux/netfilter_ipv4/ipt_ah.h'

const revision0 = struct(
  { name: 'ipt_ah', header, size: 12 },
  {
    minSpi: [0, u32, 'spis[0]'],
    maxSpi: [4, u32, 'spis[1]'],
    invert: [8, bits(u8, header, { spi: [1, 'IPT_AH_INV_SPI'] }), 'invflags'],
  },
)

/** `-m ah` of IPv4: the security parameter index of the authentication header. */
export const ah = extension({
  name: 'ah',
  families: ['ipv4'],
  revisions: { 0: revision0 },
  save: ({ minSpi, maxSpi, invert }) => rangeOption('--ahspi', minSpi, maxSpi, invert.spi),
})
