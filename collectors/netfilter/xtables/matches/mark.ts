import { bool8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { markText } from '../mark-text.ts'

const revision1 = struct(
  { name: 'xt_mark_mtinfo1', header: 'linux/netfilter/xt_mark.h', size: 12 },
  { mark: [0, u32, 'mark'], mask: [4, u32, 'mask'], invert: [8, bool8, 'invert'] },
)

/** `-m mark`: bits of the packet's mark. */
export const mark = extension({
  name: 'mark',
  revisions: { 1: revision1 },
  save: ({ mark: value, mask, invert }) => [...(invert ? ['!'] : []), '--mark', markText(value, mask)],
})
