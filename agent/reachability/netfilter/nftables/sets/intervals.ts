import type { NftElement } from '../../../../../collectors/netfilter/nftables/record.ts'
import { hexBytes } from '../bytes.ts'
import { type Find, keyText, shortKey, shortKeyLength } from './keys.ts'

interface Point<K> {
  readonly key: K
  readonly element: NftElement
}

/**
 * A set of intervals (net/netfilter/nft_set_rbtree.c). Its elements are where an interval begins, and, with `intervalEnd`, the first
 * key beyond one: the last of them that is not above a key decides.
 */
export const intervals = (elements: readonly NftElement[], keyLength: number): Find => {
  if (keyLength <= shortKeyLength) {
    const points = sorted(elements, (bytes) => shortKey(bytes, 0, keyLength))
    return (bytes, at) => lastUpTo(points, shortKey(bytes, at, keyLength))
  }
  const points = sorted(elements, (bytes) => keyText(bytes, 0, keyLength))
  return (bytes, at) => lastUpTo(points, keyText(bytes, at, keyLength))
}

/** In order; of equal keys the beginning is the last one. */
const sorted = <K extends number | string>(
  elements: readonly NftElement[],
  keyOf: (bytes: Uint8Array) => K,
): readonly Point<K>[] =>
  elements
    .map((element) => ({ key: keyOf(hexBytes(element.key ?? '')), element }))
    .sort((a, b) => {
      if (a.key !== b.key) return a.key < b.key ? -1 : 1
      return Number(b.element.intervalEnd === true) - Number(a.element.intervalEnd === true)
    })

const lastUpTo = <K extends number | string>(points: readonly Point<K>[], key: K): NftElement | undefined => {
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const point = points[middle]
    if (point !== undefined && point.key <= key) low = middle + 1
    else high = middle
  }
  const element = points[low - 1]?.element
  return element?.intervalEnd === true ? undefined : element
}
