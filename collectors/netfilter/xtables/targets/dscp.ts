import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { hexByte } from '../../../wire/text.ts'
import { extension } from '../extension.ts'

const info = struct({ name: 'xt_DSCP_info', header: 'linux/netfilter/xt_DSCP.h', size: 1 }, { dscp: [0, u8, 'dscp'] })

/** `-j DSCP`: sets the differentiated services code point. */
export const dscp = extension({
  name: 'DSCP',
  revisions: { 0: info },
  save: ({ dscp: value }) => ['--set-dscp', `0x${hexByte(value)}`],
})
