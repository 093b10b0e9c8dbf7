import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { quoted } from '../quoted.ts'

const header = 'linux/netfilter/xt_LOG.h'

const info = struct(
  { name: 'xt_log_info', header, size: 32 },
  {
    /** Of syslog: 0 LOG_EMERG to 7 LOG_DEBUG. */
    level: [0, u8, 'level'],
    flags: [
      1,
      bits(u8, header, {
        tcpSequence: [0x01, 'XT_LOG_TCPSEQ'],
        tcpOptions: [0x02, 'XT_LOG_TCPOPT'],
        ipOptions: [0x04, 'XT_LOG_IPOPT'],
        uid: [0x08, 'XT_LOG_UID'],
        macDecode: [0x20, 'XT_LOG_MACDECODE'],
      }),
      'logflags',
    ],
    prefix: [2, chars(30), 'prefix'],
  },
)

/** LOG_WARNING, the level that iptables takes by itself. */
const warning = 4

/** `-j LOG`: a line in the kernel's log. */
export const log = extension({
  name: 'LOG',
  revisions: { 0: info },
  save: ({ level, flags, prefix }) => [
    ...(prefix === '' ? [] : ['--log-prefix', quoted(prefix)]),
    ...(level === warning ? [] : ['--log-level', `${level}`]),
    ...(flags.tcpSequence ? ['--log-tcp-sequence'] : []),
    ...(flags.tcpOptions ? ['--log-tcp-options'] : []),
    ...(flags.ipOptions ? ['--log-ip-options'] : []),
    ...(flags.uid ? ['--log-uid'] : []),
    ...(flags.macDecode ? ['--log-macdecode'] : []),
  ],
})
