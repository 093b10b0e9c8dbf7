import { u16, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { extension } from '../extension.ts'

const info = struct(
  { name: 'ebt_nflog_info', header: 'linux/netfilter_bridge/ebt_nflog.h', size: 76 },
  {
    /** Bytes of each packet that are copied; 0: all. */
    length: [0, u32, 'len'],
    group: [4, u16, 'group'],
    threshold: [6, u16, 'threshold'],
    prefix: [12, chars(64), 'prefix'],
  },
)

/** `--nflog` of ebtables, a watcher: to a program that listens to a group of nfnetlink_log. */
export const bridgeNflog = extension({
  name: 'nflog',
  families: ['bridge'],
  revisions: { 0: info },
  save: ({ length, group, threshold, prefix }) => [
    ...(prefix === '' ? [] : ['--nflog-prefix', `"${prefix}"`]),
    ...(group === 0 ? [] : ['--nflog-group', `${group}`]),
    ...(length === 0 ? [] : ['--nflog-range', `${length}`]),
    ...(threshold === 1 ? [] : ['--nflog-threshold', `${threshold}`]),
  ],
})
