import { bool8, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { u64Count } from '../../../wire/u64-count.ts'
import { bits } from '../bits.ts'
import { bridgeOption } from '../bridge-option.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter_bridge/ebt_mark_m.h'

const operations = bits(u8, header, {
  /** The masked mark is equal. */
  equal: [1, 'EBT_MARK_AND'],
  /** Any bit of the mask is set. */
  any: [2, 'EBT_MARK_OR'],
})

const revision0 = struct(
  { name: 'ebt_mark_m_info', header, size: 24 },
  {
    /** Both are an `unsigned long`. */
    mark: [0, u64Count, 'mark'],
    mask: [8, u64Count, 'mask'],
    invert: [16, bool8, 'invert'],
    operation: [17, operations, 'bitmask'],
  },
)

/** `mark_m` of ebtables, which it writes as `--mark`: bits of the packet's mark. */
export const bridgeMark = extension({
  name: 'mark_m',
  families: ['bridge'],
  revisions: { 0: revision0 },
  save: ({ mark, mask, invert, operation }) => {
    const maskDigits = mask === 0xffffffff ? '' : `/0x${mask.toString(16)}`
    const value = operation.any && !operation.equal ? `/0x${mask.toString(16)}` : `0x${mark.toString(16)}${maskDigits}`
    return bridgeOption('--mark', invert, value)
  },
})
