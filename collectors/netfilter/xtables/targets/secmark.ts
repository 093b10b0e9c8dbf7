import { named, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/xt_SECMARK.h'

/** SECMARK_MODE_SEL is the only one. */
const mode = named(u8, { 1: 'selinux' })
const context = chars(256)

const revision0 = struct(
  { name: 'xt_secmark_target_info', header, size: 264 },
  { mode: [0, mode, 'mode'], context: [8, context, 'secctx'] },
)

/** Since Linux 5.13: what the kernel keeps for itself stands last. */
const revision1 = struct(
  { name: 'xt_secmark_target_info_v1', header, size: 257 },
  { mode: [0, mode, 'mode'], context: [1, context, 'secctx'] },
)

/** `-j SECMARK`: gives the packet a security context. */
export const secmark = extension({
  name: 'SECMARK',
  revisions: { 0: revision0, 1: revision1 },
  save: (value) => ['--selctx', value.context],
})
