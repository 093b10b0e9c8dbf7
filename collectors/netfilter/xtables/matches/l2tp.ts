import { named, u8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/xt_l2tp.h'

const fields = bits(u8, header, {
  tunnel: [1, 'XT_L2TP_TID'],
  session: [2, 'XT_L2TP_SID'],
  version: [4, 'XT_L2TP_VERSION'],
  type: [8, 'XT_L2TP_TYPE'],
})

const revision0 = struct(
  { name: 'xt_l2tp_info', header, size: 12 },
  {
    tunnel: [0, u32, 'tid'],
    session: [4, u32, 'sid'],
    version: [8, u8, 'version'],
    type: [9, named(u8, { 0: 'control', 1: 'data' }), 'type'],
    match: [10, fields, 'flags'],
  },
)

/**
 * `-m l2tp`: tunnel and session of L2TP. No released iptables has it; the options are those of the kernel module's author
 * (`--tid`, `--sid`, `--pversion`, `--type`).
 */
export const l2tp = extension({
  name: 'l2tp',
  revisions: { 0: revision0 },
  save: ({ tunnel, session, version, type, match }) => [
    ...(match.tunnel ? ['--tid', `${tunnel}`] : []),
    ...(match.session ? ['--sid', `${session}`] : []),
    ...(match.version ? ['--pversion', `${version}`] : []),
    ...(match.type ? ['--type', type] : []),
  ],
})
