import { addressBytes } from '../../../../collectors/netfilter/conntrack/address-bytes.ts'
import { bytesOfAddress, ipv4Bits, read32 } from '../../packet/address-bytes.ts'

/** Which bits of an address count, in words of 32 bits: one of them for IPv4, four for IPv6. */
export type Mask = readonly number[]

/** @param words 1 for IPv4, 4 for IPv6. @param also bits that must count besides (IPSET_ATTR_BITMASK) */
export const prefixMask = (words: number, length: number, also: string | undefined): Mask => {
  const bitmask = also === undefined ? null : bytesOfAddress(also)
  return Array.from({ length: words }, (_, i) => {
    const bits = Math.max(0, Math.min(32, length - 32 * i))
    const word = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0
    return bitmask === null ? word : (word & read32(bitmask, 4 * i)) >>> 0
  })
}

/** The bits of an address that count, as a text to look up by. */
export const addressKey = (bytes: Uint8Array, at: number, mask: Mask): string => {
  let key = ''
  for (let i = 0; i < mask.length; i++) {
    const word = read32(bytes, at + 4 * i) & (mask[i] ?? 0)
    key += String.fromCharCode(word >>> 16, word & 0xffff)
  }
  return key
}

/** The same of the text of an address of which all bits count. */
export const textKey = (address: string, words: number): string => {
  if (words !== 1) return addressKey(addressBytes(address), 0, [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff])
  const bits = ipv4Bits(address)
  return String.fromCharCode(bits >>> 16, bits & 0xffff)
}
