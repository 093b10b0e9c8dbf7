import { u8 } from '../../../wire/scalars.ts'
import { text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { chars, hex } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_physdev.h'

const parts = bits(u8, header, {
  inInterface: [0x01, 'XT_PHYSDEV_OP_IN'],
  outInterface: [0x02, 'XT_PHYSDEV_OP_OUT'],
  isBridged: [0x04, 'XT_PHYSDEV_OP_BRIDGED'],
  isIn: [0x08, 'XT_PHYSDEV_OP_ISIN'],
  isOut: [0x10, 'XT_PHYSDEV_OP_ISOUT'],
})

const mask = { json: text.json, size: 16, decode: hex.decode }

const info = struct(
  { name: 'xt_physdev_info', header, size: 66 },
  {
    /** As the rule was given: `eth+` for every name that begins so. */
    inInterface: [0, chars(16), 'physindev'],
    /** The bytes of the name that are compared, as hexadecimal digits. */
    inMask: [16, mask, 'in_mask'],
    outInterface: [32, chars(16), 'physoutdev'],
    outMask: [48, mask, 'out_mask'],
    invert: [64, parts, 'invert'],
    /** What is compared. */
    match: [65, parts, 'bitmask'],
  },
)

/** `-m physdev`: the bridge's port that a bridged packet came in or goes out by. */
export const physdev = extension({
  name: 'physdev',
  revisions: { 0: info },
  save: ({ inInterface, outInterface, invert, match }) => [
    ...(match.isIn ? option(invert.isIn, '--physdev-is-in') : []),
    ...(match.inInterface ? option(invert.inInterface, '--physdev-in', inInterface) : []),
    ...(match.isOut ? option(invert.isOut, '--physdev-is-out') : []),
    ...(match.outInterface ? option(invert.outInterface, '--physdev-out', outInterface) : []),
    ...(match.isBridged ? option(invert.isBridged, '--physdev-is-bridged') : []),
  ],
})
