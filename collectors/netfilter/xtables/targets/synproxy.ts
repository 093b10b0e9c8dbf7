import { u8, u16 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/nf_synproxy.h'

const info = struct(
  { name: 'nf_synproxy_info', header, size: 4 },
  {
    options: [
      0,
      bits(u8, header, {
        mss: [0x01, 'NF_SYNPROXY_OPT_MSS'],
        windowScale: [0x02, 'NF_SYNPROXY_OPT_WSCALE'],
        sackPermitted: [0x04, 'NF_SYNPROXY_OPT_SACK_PERM'],
        timestamp: [0x08, 'NF_SYNPROXY_OPT_TIMESTAMP'],
        ecn: [0x10, 'NF_SYNPROXY_OPT_ECN'],
      }),
      'options',
    ],
    windowScale: [1, u8, 'wscale'],
    mss: [2, u16, 'mss'],
  },
)

/** `-j SYNPROXY`: answers SYN packets in place of the server, until a client has proved to be there. */
export const synproxy = extension({
  name: 'SYNPROXY',
  revisions: { 0: info },
  save: ({ options, windowScale, mss }) => [
    ...(options.sackPermitted ? ['--sack-perm'] : []),
    ...(options.timestamp ? ['--timestamp'] : []),
    ...(options.windowScale ? ['--wscale', `${windowScale}`] : []),
    ...(options.mss ? ['--mss', `${mss}`] : []),
    ...(options.ecn ? ['--ecn'] : []),
  ],
})
