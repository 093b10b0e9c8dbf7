import type { NftElement } from '../../../../../collectors/netfilter/nftables/record.ts'
import { hexBytes } from '../bytes.ts'
import { type Find, keyText, shortKey, shortKeyLength } from './keys.ts'

/** A set of single keys (nft_set_hash.c, nft_set_bitmap.c). */
export const exactKeys = (elements: readonly NftElement[], keyLength: number): Find => {
  if (keyLength <= shortKeyLength) {
    const byNumber = new Map(elements.map((element) => [shortKey(hexBytes(element.key ?? ''), 0, keyLength), element]))
    return (bytes, at) => byNumber.get(shortKey(bytes, at, keyLength))
  }
  const byText = new Map(elements.map((element) => [keyText(hexBytes(element.key ?? ''), 0, keyLength), element]))
  return (bytes, at) => byText.get(keyText(bytes, at, keyLength))
}
