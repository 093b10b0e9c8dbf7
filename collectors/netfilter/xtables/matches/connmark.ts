import { bool8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { markText } from '../mark-text.ts'
import { option } from '../option.ts'

/** `unsigned long mark, mask`, of which 32 bits are used. */
const revision0 = struct(
  { name: 'xt_connmark_info', header: 'linux/netfilter/xt_connmark.h', size: 17 },
  { mark: [0, u32, 'mark'], mask: [8, u32, 'mask'], invert: [16, bool8, 'invert'] },
)

const revision1 = struct(
  { name: 'xt_connmark_mtinfo1', header: 'linux/netfilter/xt_connmark.h', size: 9 },
  { mark: [0, u32, 'mark'], mask: [4, u32, 'mask'], invert: [8, bool8, 'invert'] },
)

/** `-m connmark`: bits of the connection's mark. */
export const connmark = extension({
  name: 'connmark',
  revisions: { 0: revision0, 1: revision1 },
  save: ({ mark, mask, invert }) => option(invert, '--mark', markText(mark, mask)),
})
