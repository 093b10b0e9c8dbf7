import { bool8, u8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { rangeOption } from '../range-option.ts'

const header = 'linux/netfilter_ipv6/ip6t_ah.h'

const revision0 = struct(
  { name: 'ip6t_ah', header, size: 16 },
  {
    minSpi: [0, u32, 'spis[0]'],
    maxSpi: [4, u32, 'spis[1]'],
    /** Bytes; 0 and not inverted: any. */
    headerLength: [8, u32, 'hdrlen'],
    reservedIsZero: [12, bool8, 'hdrres'],
    invert: [13, bits(u8, header, { spi: [1, 'IP6T_AH_INV_SPI'], headerLength: [2, 'IP6T_AH_INV_LEN'] }), 'invflags'],
  },
)

/** `-m ah` of IPv6: the authentication header. */
export const ah6 = extension({
  name: 'ah',
  families: ['ipv6'],
  revisions: { 0: revision0 },
  save: ({ minSpi, maxSpi, headerLength, reservedIsZero, invert }) => [
    ...rangeOption('--ahspi', minSpi, maxSpi, invert.spi),
    ...(headerLength !== 0 || invert.headerLength ? option(invert.headerLength, '--ahlen', `${headerLength}`) : []),
    ...(reservedIsZero ? ['--ahres'] : []),
  ],
})
