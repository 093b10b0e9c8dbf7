import { ipv4, ipv6 } from '../../../wire/addresses.ts'
import type { FixedCodec } from '../../../wire/codec.ts'
import { extension } from '../extension.ts'
import { prefixLength } from '../mask-text.ts'
import { firstRange, type NatRange } from './nat-range.ts'

/**
 * Adds the mask, which the range does not say by itself: its bits are those that are equal in both addresses.
 * @param firstAt where in the struct the first address begins; the other one follows it
 */
const withMask = (range: FixedCodec<NatRange>, address: FixedCodec<string>, firstAt: number): FixedCodec<NatRange> => ({
  ...range,
  parts: [range],
  decode: (view, at, length) => {
    const value = range.decode(view, at, length)
    const mask = new DataView(new ArrayBuffer(address.size))
    for (let i = 0; i < address.size; i++) {
      const first = view.getUint8(at + firstAt + i)
      mask.setUint8(i, ~(first ^ view.getUint8(at + firstAt + address.size + i)))
    }
    return { ...value, mask: address.decode(mask, 0, address.size) }
  },
})

/** `-j NETMAP`: a whole network to another one, host by host. */
export const netmap = extension({
  name: 'NETMAP',
  revisions: { 0: { ipv4: withMask(firstRange.ipv4, ipv4, 8), ipv6: withMask(firstRange.ipv6, ipv6, 4) } },
  save: ({ minAddress = '', mask = '' }) => ['--to', `${minAddress}/${prefixLength(mask) ?? mask}`],
})
