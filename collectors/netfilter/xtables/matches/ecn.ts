import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_ecn.h'

const operations = bits(u8, header, {
  ip: [0x01, 'XT_ECN_OP_MATCH_IP'],
  ece: [0x10, 'XT_ECN_OP_MATCH_ECE'],
  cwr: [0x20, 'XT_ECN_OP_MATCH_CWR'],
})

const revision0 = struct(
  { name: 'xt_ecn_info', header, size: 4 },
  {
    match: [0, operations, 'operation'],
    invert: [1, operations, 'invert'],
    /** The two ECN bits of the TOS byte or of the traffic class, for `ip`. */
    ect: [2, u8, 'ip_ect'],
  },
)

/** `-m ecn`: explicit congestion notification in the IP header and in TCP's flags. */
export const ecn = extension({
  name: 'ecn',
  revisions: { 0: revision0 },
  save: ({ match, invert, ect }) => [
    ...(match.ece ? option(invert.ece, '--ecn-tcp-ece') : []),
    ...(match.cwr ? option(invert.cwr, '--ecn-tcp-cwr') : []),
    ...(match.ip ? option(invert.ip, '--ecn-ip-ect', `${ect}`) : []),
  ],
})
