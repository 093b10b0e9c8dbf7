import { bool8, u16 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { rangeText } from '../range-text.ts'

const revision0 = struct(
  { name: 'xt_length_info', header: 'linux/netfilter/xt_length.h', size: 6 },
  { min: [0, u16, 'min'], max: [2, u16, 'max'], invert: [4, bool8, 'invert'] },
)

/** `-m length`: bytes of the packet from its IPv4 header on, or after the IPv6 header. */
export const length = extension({
  name: 'length',
  revisions: { 0: revision0 },
  save: ({ min, max, invert }) => option(invert, '--length', rangeText(min, max)),
})
