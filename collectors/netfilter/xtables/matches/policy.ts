import { type Codec, type FixedCodec, littleEndian, mapped } from '../../../wire/codec.ts'
import { be32, named, u8, u16, u32 } from '../../../wire/scalars.ts'
import { type Infer, list, record } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { array } from '../array.ts'
import { atMost } from '../at-most.ts'
import { bits } from '../bits.ts'
import { eachFamily, extension } from '../extension.ts'
import { maskText } from '../mask-text.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_policy.h'

const flags = bits(u16, header, {
  in: [1, 'XT_POLICY_MATCH_IN'],
  out: [2, 'XT_POLICY_MATCH_OUT'],
  none: [4, 'XT_POLICY_MATCH_NONE'],
  strict: [8, 'XT_POLICY_MATCH_STRICT'],
})

/** struct xt_policy_spec: bit fields, the first is the lowest bit. */
const criteria = bits(u8, header, {
  source: [0x01, ''],
  destination: [0x02, ''],
  protocol: [0x04, ''],
  mode: [0x08, ''],
  spi: [0x10, ''],
  requestId: [0x20, ''],
})

const elementOf = (address: FixedCodec<string>) =>
  struct(
    { name: 'xt_policy_elem', header, size: 76 },
    {
      /** Ends of the tunnel. */
      source: [0, address, 'saddr'],
      sourceMask: [16, address, 'smask'],
      destination: [32, address, 'daddr'],
      destinationMask: [48, address, 'dmask'],
      /** As the kernel compares it, in network byte order. */
      spi: [64, be32, 'spi'],
      requestId: [68, u32, 'reqid'],
      protocol: [72, named(u8, { 50: 'esp', 51: 'ah', 108: 'ipcomp' }), 'proto'],
      mode: [73, named(u8, { 0: 'transport', 1: 'tunnel' }), 'mode'],
      match: [74, criteria, 'match'],
      invert: [75, criteria, 'invert'],
    },
  )

type Element = Infer<ReturnType<typeof elementOf>>
type Policy = { readonly flags: Infer<typeof flags>; readonly elements: readonly Element[] }

const policyOf = (address: FixedCodec<string>): Codec<Policy> => {
  const element = elementOf(address)
  const info = struct(
    { name: 'xt_policy_info', header, size: 308 },
    { elements: [0, array(element, 4), 'pol'], flags: [304, flags, 'flags'], count: [306, atMost(u16, 4), 'len'] },
  )
  return mapped(info, record({ flags, elements: list(element) }), ({ flags, elements, count }) => ({
    flags,
    elements: elements.slice(0, count),
  }))
}

/** iptables stores an SPI in host byte order, and so it writes it. */
const swapped = (spi: number): number => {
  const bytes = new DataView(new ArrayBuffer(4))
  bytes.setUint32(0, spi)
  return bytes.getUint32(0, littleEndian)
}

const elementWords = ({ match, invert, ...element }: Element): readonly string[] => [
  ...(match.requestId ? option(invert.requestId, '--reqid', `${element.requestId}`) : []),
  ...(match.spi ? option(invert.spi, '--spi', `0x${swapped(element.spi).toString(16)}`) : []),
  ...(match.protocol ? option(invert.protocol, '--proto', element.protocol) : []),
  ...(match.mode ? option(invert.mode, '--mode', element.mode) : []),
  ...(match.destination
    ? option(invert.destination, '--tunnel-dst', `${element.destination}${maskText(element.destinationMask)}`)
    : []),
  ...(match.source ? option(invert.source, '--tunnel-src', `${element.source}${maskText(element.sourceMask)}`) : []),
]

/** `-m policy`: IPsec policies that were applied to a packet, or will be. */
export const policy = extension({
  name: 'policy',
  revisions: { 0: eachFamily(policyOf) },
  save: ({ flags: { in: incoming, none, strict }, elements }) => [
    '--dir',
    incoming ? 'in' : 'out',
    '--pol',
    none ? 'none' : 'ipsec',
    ...(strict ? ['--strict'] : []),
    ...elements.flatMap((element, i) => [...(i === 0 ? [] : ['--next']), ...elementWords(element)]),
  ],
})
