import { ipv4 } from '../../../wire/addresses.ts'
import { type FixedCodec, mapped } from '../../../wire/codec.ts'
import { be16, u8, u16 } from '../../../wire/scalars.ts'
import { integer, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { hardwareAddress } from '../../../wire/text.ts'
import { bits } from '../bits.ts'
import { type ArpEntry, arpEntryShape } from '../record.ts'
import { interfacePattern } from './interface-pattern.ts'

/** ETH_ALEN: arptables knows addresses of Ethernet, although the kernel has room for 16 bytes. */
const addressLength = 6

/** struct arpt_devaddr_info */
const hardware: FixedCodec<{ readonly address: string; readonly mask: string }> = {
  json: record({ address: text, mask: text }).json,
  size: 32,
  decode: (view, at) => ({
    address: hardwareAddress.decode(view, at, addressLength),
    mask: hardwareAddress.decode(view, at + 16, addressLength),
  }),
}

/** A number and right behind it its mask. */
const masked = (codec: FixedCodec<number>): FixedCodec<{ readonly value: number; readonly mask: number }> => {
  const { size } = codec
  return {
    json: record({ value: integer, mask: integer }).json,
    size: 2 * size,
    decode: (view, at) => ({ value: codec.decode(view, at, size), mask: codec.decode(view, at + size, size) }),
  }
}

const header = 'linux/netfilter_arp/arp_tables.h'

const inverted = bits(u16, header, {
  inInterface: [0x0001, 'ARPT_INV_VIA_IN'],
  outInterface: [0x0002, 'ARPT_INV_VIA_OUT'],
  source: [0x0004, 'ARPT_INV_SRCIP'],
  target: [0x0008, 'ARPT_INV_TGTIP'],
  sourceHardware: [0x0010, 'ARPT_INV_SRCDEVADDR'],
  targetHardware: [0x0020, 'ARPT_INV_TGTDEVADDR'],
  operation: [0x0040, 'ARPT_INV_ARPOP'],
  hardwareType: [0x0080, 'ARPT_INV_ARPHRD'],
  protocolType: [0x0100, 'ARPT_INV_ARPPRO'],
  hardwareLength: [0x0200, 'ARPT_INV_ARPHLN'],
})

const comparison = struct(
  { name: 'arpt_arp', header, size: 162 },
  {
    source: [0, ipv4, 'src'],
    target: [4, ipv4, 'tgt'],
    sourceMask: [8, ipv4, 'smsk'],
    targetMask: [12, ipv4, 'tmsk'],
    hardwareLength: [16, masked(u8), 'arhln'],
    sourceHardware: [18, hardware, 'src_devaddr'],
    targetHardware: [50, hardware, 'tgt_devaddr'],
    operation: [82, masked(be16), 'arpop'],
    hardwareType: [86, masked(be16), 'arhrd'],
    protocolType: [90, masked(be16), 'arpro'],
    inInterface: [94, interfacePattern(32), 'iniface'],
    outInterface: [110, interfacePattern(32), 'outiface'],
    invert: [160, inverted, 'invflags'],
  },
)

/** struct arpt_arp, with which an entry of arptables begins. */
export const arpEntry: FixedCodec<ArpEntry> = mapped(comparison, arpEntryShape, (entry) => entry)
