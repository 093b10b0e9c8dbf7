import { u16 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_connlabel.h'

const info = struct(
  { name: 'xt_connlabel_mtinfo', header, size: 4 },
  {
    /** Which of the connection's 128 labels. */
    bit: [0, u16, 'bit'],
    options: [
      2,
      bits(u16, header, { invert: [1, 'XT_CONNLABEL_OP_INVERT'], set: [2, 'XT_CONNLABEL_OP_SET'] }),
      'options',
    ],
  },
)

/** `-m connlabel`: a label of the connection. The names of labels are in a file of the host, the kernel has numbers only. */
export const connlabel = extension({
  name: 'connlabel',
  revisions: { 0: info },
  save: ({ bit, options }) => [...option(options.invert, '--label', `"${bit}"`), ...(options.set ? ['--set'] : [])],
})
