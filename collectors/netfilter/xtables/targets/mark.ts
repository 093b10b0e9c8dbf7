import { u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { markAndMask } from './mark-and-mask.ts'

const revision2 = struct(
  { name: 'xt_mark_tginfo2', header: 'linux/netfilter/xt_mark.h', size: 8 },
  { mark: [0, u32, 'mark'], mask: [4, u32, 'mask'] },
)

/** `-j MARK`: clears the bits of `mask` in the packet's mark, then flips those of `mark`. */
export const mark = extension({
  name: 'MARK',
  revisions: { 2: revision2 },
  save: ({ mark: value, mask }, { family }) =>
    family === 'arp' ? arptablesWords(value, mask) : ['--set-xmark', markAndMask(value, mask)],
})

/** arptables writes hexadecimal digits alone, and no mask. */
const arptablesWords = (value: number, mask: number): readonly string[] => {
  if (value === 0) return ['--and-mark', (~mask >>> 0).toString(16)]
  return [value === mask ? '--or-mark' : '--set-mark', value.toString(16)]
}
