import { named, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'

const info = struct(
  { name: 'xt_audit_info', header: 'linux/netfilter/xt_AUDIT.h', size: 1 },
  /** XT_AUDIT_TYPE_*: what the log shall say; nothing happens to the packet. */
  { type: [0, named(u8, { 0: 'accept', 1: 'drop', 2: 'reject' }), 'type'] },
)

/** `-j AUDIT`: a record in the audit log. */
export const audit = extension({ name: 'AUDIT', revisions: { 0: info }, save: ({ type }) => ['--type', type] })
