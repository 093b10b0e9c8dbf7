import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'

const info = struct(
  { name: 'xt_CHECKSUM_info', header: 'linux/netfilter/xt_CHECKSUM.h', size: 1 },
  /** XT_CHECKSUM_OP_FILL 1 is the only operation. */
  { operation: [0, u8, 'operation'] },
)

/** `-j CHECKSUM`: fills in the checksum that was left to the network card. */
export const checksum = extension({
  name: 'CHECKSUM',
  revisions: { 0: info },
  save: ({ operation }) => (operation === 1 ? ['--checksum-fill'] : []),
})
