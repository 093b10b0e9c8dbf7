import type { NftElement } from '../../../collectors/netfilter/nftables/record.ts'
import type { Kind, Tree } from './expression-tree.ts'
import { numberOf } from './typed.ts'

/** An interval of a set: both ends belong to it, as bytes of the key. */
interface Interval {
  /** The one that it begins with: data, comment and timeouts are there. */
  readonly element: NftElement
  readonly low: string
  readonly high: string
}

const hexOf = (number: bigint, bytes: number): string => number.toString(16).padStart(bytes * 2, '0')

/** Interval sets hold their beginnings and, flagged, the first keys beyond their ends, in no order. One without an end goes on for ever. */
export const intervalsOf = (elements: readonly NftElement[]): readonly Interval[] => {
  const points = elements.map((element) => ({ element, number: numberOf(element.key ?? '', 'network') }))
  points.sort((a, b) => {
    if (a.number !== b.number) return a.number < b.number ? -1 : 1
    return Number(b.element.intervalEnd === true) - Number(a.element.intervalEnd === true)
  })
  const bytes = (elements[0]?.key?.length ?? 0) / 2
  const intervals: Interval[] = []
  let begun: (typeof points)[number] | null = null
  const end = (number: bigint): void => {
    if (begun === null) return
    intervals.push({
      element: begun.element,
      low: hexOf(begun.number, bytes),
      high: hexOf(number < begun.number ? begun.number : number, bytes),
    })
  }
  for (const point of points) {
    end(point.number - 1n)
    begun = point.element.intervalEnd === true ? null : point
  }
  end((1n << BigInt(bytes * 8)) - 1n)
  return intervals
}

/** Both ends as one value, a prefix or a range. */
export const rangeOrPrefix = (low: Tree, high: Tree, { type, bits }: Kind): Tree => {
  if (low.kind === 'characters' && high.kind === 'characters') return charactersBetween(low, high)
  if (low.kind !== 'constant' || high.kind !== 'constant') return { kind: 'range', low, high }
  if (low.number === high.number) return low
  const size = high.number - low.number
  const aligned = (size & (size + 1n)) === 0n && (low.number & size) === 0n
  if (!aligned || !type.prefix) return { kind: 'range', low, high }
  return { kind: 'prefix', of: low, length: (bits || low.bits) - size.toString(2).length }
}

const charactersBetween = (
  low: Tree & { readonly kind: 'characters' },
  high: Tree & { readonly kind: 'characters' },
): Tree => (low.text === high.text ? low : { kind: 'characters', text: `${low.text}*` })
