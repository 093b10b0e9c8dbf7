import { bool8, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { hexByte } from '../../../wire/text.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const revision0 = struct(
  { name: 'xt_dscp_info', header: 'linux/netfilter/xt_dscp.h', size: 2 },
  { dscp: [0, u8, 'dscp'], invert: [1, bool8, 'invert'] },
)

/** `-m dscp`: the upper six bits of the TOS byte or of the traffic class, as a number from 0 to 63. */
export const dscp = extension({
  name: 'dscp',
  revisions: { 0: revision0 },
  save: ({ dscp: value, invert }) => option(invert, '--dscp', `0x${hexByte(value)}`),
})
