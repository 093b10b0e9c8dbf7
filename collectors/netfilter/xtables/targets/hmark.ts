import type { FixedCodec } from '../../../wire/codec.ts'
import { be16, be32, u16, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { eachFamily, extension } from '../extension.ts'
import { prefixLength } from '../mask-text.ts'

const header = 'linux/netfilter/xt_HMARK.h'

/** Which of the other fields count. */
const flags = bits(u32, header, {
  sourceMask: [1 << 0, '1 << XT_HMARK_SADDR_MASK'],
  destinationMask: [1 << 1, '1 << XT_HMARK_DADDR_MASK'],
  spi: [1 << 2, '1 << XT_HMARK_SPI'],
  spiMask: [1 << 3, '1 << XT_HMARK_SPI_MASK'],
  sourcePort: [1 << 4, '1 << XT_HMARK_SPORT'],
  destinationPort: [1 << 5, '1 << XT_HMARK_DPORT'],
  sourcePortMask: [1 << 6, '1 << XT_HMARK_SPORT_MASK'],
  destinationPortMask: [1 << 7, '1 << XT_HMARK_DPORT_MASK'],
  protocolMask: [1 << 8, '1 << XT_HMARK_PROTO_MASK'],
  seed: [1 << 9, '1 << XT_HMARK_RND'],
  modulus: [1 << 10, '1 << XT_HMARK_MODULUS'],
  offset: [1 << 11, '1 << XT_HMARK_OFFSET'],
  /** Addresses and ports are those that the connection began with. */
  connection: [1 << 12, '1 << XT_HMARK_CT'],
})

const info = (address: FixedCodec<string>) =>
  struct(
    { name: 'xt_hmark_info', header, size: 60 },
    {
      flags: [40, flags, 'flags'],
      sourceMask: [0, address, 'src_mask'],
      destinationMask: [16, address, 'dst_mask'],
      sourcePortMask: [32, be16, 'port_mask.b16.src'],
      destinationPortMask: [34, be16, 'port_mask.b16.dst'],
      /** Of ESP and AH, in the place of the ports. */
      spiMask: [32, be32, 'port_mask.b32'],
      /** Bits that are set in the packet's port before it is hashed. */
      sourcePort: [36, be16, 'port_set.b16.src'],
      destinationPort: [38, be16, 'port_set.b16.dst'],
      spi: [36, be32, 'port_set.b32'],
      protocolMask: [44, u16, 'proto_mask'],
      seed: [48, u32, 'hashrnd'],
      modulus: [52, u32, 'hmodulus'],
      offset: [56, u32, 'hoffset'],
    },
  )

const hexadecimal = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`

/** `-j HMARK`: a mark from a hash over parts of the packet. */
export const hmark = extension({
  name: 'HMARK',
  revisions: { 0: eachFamily(info) },
  save: ({ flags: has, ...value }) => [
    ...(has.sourceMask ? ['--hmark-src-prefix', `${prefixLength(value.sourceMask) ?? -1}`] : []),
    ...(has.destinationMask ? ['--hmark-dst-prefix', `${prefixLength(value.destinationMask) ?? -1}`] : []),
    ...(has.sourcePortMask ? ['--hmark-sport-mask', hexadecimal(value.sourcePortMask, 4)] : []),
    ...(has.destinationPortMask ? ['--hmark-dport-mask', hexadecimal(value.destinationPortMask, 4)] : []),
    ...(has.spiMask ? ['--hmark-spi-mask', hexadecimal(value.spiMask, 8)] : []),
    ...(has.sourcePort ? ['--hmark-sport', hexadecimal(value.sourcePort, 4)] : []),
    ...(has.destinationPort ? ['--hmark-dport', hexadecimal(value.destinationPort, 4)] : []),
    ...(has.spi ? ['--hmark-spi', hexadecimal(value.spi, 8)] : []),
    ...(has.protocolMask ? ['--hmark-proto-mask', hexadecimal(value.protocolMask, 2)] : []),
    ...(has.seed ? ['--hmark-rnd', hexadecimal(value.seed, 8)] : []),
    ...(has.modulus ? ['--hmark-mod', `${value.modulus}`] : []),
    ...(has.offset ? ['--hmark-offset', `${value.offset}`] : []),
    ...(has.connection ? ['--hmark-tuple', 'ct'] : []),
  ],
})
