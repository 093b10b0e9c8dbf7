import { u16, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { quoted } from '../quoted.ts'

const header = 'linux/netfilter/xt_NFLOG.h'

const info = struct(
  { name: 'xt_nflog_info', header, size: 76 },
  {
    /** Bytes of each packet that are copied. Only `copyLength` makes the kernel look at it (since Linux 4.8). */
    length: [0, u32, 'len'],
    group: [4, u16, 'group'],
    threshold: [6, u16, 'threshold'],
    flags: [8, bits(u16, header, { copyLength: [0x1, 'XT_NFLOG_F_COPY_LEN'] }), 'flags'],
    prefix: [12, chars(64), 'prefix'],
  },
)

/** `-j NFLOG`: to a program that listens to a group of nfnetlink_log. */
export const nflog = extension({
  name: 'NFLOG',
  revisions: { 0: info },
  save: ({ length, group, threshold, flags, prefix }) => [
    ...(prefix === '' ? [] : ['--nflog-prefix', quoted(prefix)]),
    ...(group === 0 ? [] : ['--nflog-group', `${group}`]),
    ...(flags.copyLength ? ['--nflog-size', `${length}`] : length === 0 ? [] : ['--nflog-range', `${length}`]),
    ...(threshold === 0 ? [] : ['--nflog-threshold', `${threshold}`]),
  ],
})
