import { bool8, u16 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { rangeText } from '../range-text.ts'

const revision0 = struct(
  { name: 'xt_tcpmss_match_info', header: 'linux/netfilter/xt_tcpmss.h', size: 6 },
  { min: [0, u16, 'mss_min'], max: [2, u16, 'mss_max'], invert: [4, bool8, 'invert'] },
)

/** `-m tcpmss`: the maximum segment size that a TCP SYN offers. */
export const tcpmss = extension({
  name: 'tcpmss',
  revisions: { 0: revision0 },
  save: ({ min, max, invert }) => option(invert, '--mss', rangeText(min, max)),
})
