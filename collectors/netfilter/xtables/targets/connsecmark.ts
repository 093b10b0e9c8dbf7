import { named, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'

const info = struct(
  { name: 'xt_connsecmark_target_info', header: 'linux/netfilter/xt_CONNSECMARK.h', size: 1 },
  /** CONNSECMARK_*. */
  { mode: [0, named(u8, { 1: 'save', 2: 'restore' }), 'mode'] },
)

/** `-j CONNSECMARK`: copies the security mark between packet and connection. */
export const connsecmark = extension({
  name: 'CONNSECMARK',
  revisions: { 0: info },
  save: ({ mode }) => [`--${mode}`],
})
