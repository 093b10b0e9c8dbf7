import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { hexByte } from '../../../wire/text.ts'
import { extension } from '../extension.ts'

const revision1 = struct(
  { name: 'xt_tos_target_info', header: 'linux/netfilter/xt_DSCP.h', size: 2 },
  { value: [0, u8, 'tos_value'], mask: [1, u8, 'tos_mask'] },
)

/** `-j TOS`: clears the bits of `mask` in the type of service (the traffic class of IPv6), then flips those of `value`. */
export const tos = extension({
  name: 'TOS',
  revisions: { 1: revision1 },
  save: ({ value, mask }) => ['--set-tos', `0x${hexByte(value)}/0x${hexByte(mask)}`],
})
