import { bool8, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { hexByte } from '../../../wire/text.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const revision1 = struct(
  { name: 'xt_tos_match_info', header: 'linux/netfilter/xt_dscp.h', size: 3 },
  { mask: [0, u8, 'tos_mask'], value: [1, u8, 'tos_value'], invert: [2, bool8, 'invert'] },
)

/** `-m tos`: bits of the TOS byte or of the traffic class. Kernels of the last ten years have no revision 0. */
export const tos = extension({
  name: 'tos',
  revisions: { 1: revision1 },
  save: ({ value, mask, invert }) => option(invert, '--tos', `0x${hexByte(value)}/0x${hexByte(mask)}`),
})
