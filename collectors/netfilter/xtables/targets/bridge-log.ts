import { u8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter_bridge/ebt_log.h'

const info = struct(
  { name: 'ebt_log_info', header, size: 36 },
  {
    /** Of syslog: 0 LOG_EMERG to 7 LOG_DEBUG. */
    level: [0, u8, 'loglevel'],
    prefix: [1, chars(30), 'prefix'],
    flags: [
      32,
      bits(u32, header, { ip: [0x01, 'EBT_LOG_IP'], arp: [0x02, 'EBT_LOG_ARP'], ip6: [0x08, 'EBT_LOG_IP6'] }),
      'bitmask',
    ],
  },
)

const levels = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug']

/** `--log` of ebtables, a watcher: a line in the kernel's log. */
export const bridgeLog = extension({
  name: 'log',
  families: ['bridge'],
  revisions: { 0: info },
  save: ({ level, prefix, flags }) => [
    ...['--log-level', levels[level] ?? `${level}`],
    ...(prefix === '' ? [] : ['--log-prefix', `"${prefix}"`]),
    ...(flags.ip ? ['--log-ip'] : []),
    ...(flags.arp ? ['--log-arp'] : []),
    ...(flags.ip6 ? ['--log-ip6'] : []),
  ],
})
