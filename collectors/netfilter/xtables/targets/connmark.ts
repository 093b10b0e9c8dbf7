import { mapped } from '../../../wire/codec.ts'
import { named, u8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'
import { markAndMask } from './mark-and-mask.ts'

const header = 'linux/netfilter/xt_connmark.h'

/** XT_CONNMARK_*. */
const mode = named(u8, { 0: 'set', 1: 'save', 2: 'restore' })

const revision1 = struct(
  { name: 'xt_connmark_tginfo1', header, size: 13 },
  {
    connectionMark: [0, u32, 'ctmark'],
    connectionMask: [4, u32, 'ctmask'],
    packetMask: [8, u32, 'nfmask'],
    mode: [12, mode, 'mode'],
  },
)

/** Since Linux 4.17. */
const revision2 = struct(
  { name: 'xt_connmark_tginfo2', header, size: 15 },
  {
    connectionMark: [0, u32, 'ctmark'],
    connectionMask: [4, u32, 'ctmask'],
    packetMask: [8, u32, 'nfmask'],
    /** D_SHIFT_*. */
    shiftDirection: [12, named(u8, { 0: 'left', 1: 'right' }), 'shift_dir'],
    shiftBits: [13, u8, 'shift_bits'],
    mode: [14, mode, 'mode'],
  },
)

const hexadecimal = (value: number): string => `0x${value.toString(16)}`

/** `-j CONNMARK`: sets a connection's mark, or copies bits between it and the packet's mark. */
export const connmark = extension({
  name: 'CONNMARK',
  revisions: {
    1: mapped(revision1, revision2, (value) => ({ ...value, shiftDirection: 'left', shiftBits: 0 })),
    2: revision2,
  },
  save: (value) => [
    ...(value.mode === 'set'
      ? ['--set-xmark', markAndMask(value.connectionMark, value.connectionMask)]
      : [
          `--${value.mode}-mark`,
          '--nfmask',
          hexadecimal(value.packetMask),
          '--ctmask',
          hexadecimal(value.connectionMask),
        ]),
    ...(value.shiftBits === 0 ? [] : [`--${value.shiftDirection}-shift-mark`, `${value.shiftBits}`]),
  ],
})
