import type { NftElement, NftSet } from '../../../../../collectors/netfilter/nftables/record.ts'
import { remembered } from '../../../../indexes/remembered.ts'
import { concatenatedRanges } from './concatenated-ranges.ts'
import { exactKeys } from './exact-keys.ts'
import { intervals } from './intervals.ts'
import type { Find } from './keys.ts'

/** The elements of a set as the snapshot has them, made to be found quickly. */
interface ElementIndex {
  readonly find: Find
  /** For keys that no other element has. */
  readonly catchall: NftElement | undefined
}

export const indexOf = remembered((set: NftSet): ElementIndex => {
  const keyed = set.elements.filter(({ key }) => key !== undefined)
  return {
    find: finder(set, keyed),
    catchall: set.elements.find(({ key, catchall }) => catchall === true || key === undefined),
  }
})

/** As the kernel chooses between its data structures: hashes, a tree of intervals, and pipapo for concatenated ones. */
const finder = (set: NftSet, elements: readonly NftElement[]): Find => {
  if (elements.length === 0) return () => undefined
  if (!set.flags.includes('interval')) return exactKeys(elements, set.keyLength)
  const { fieldLengths = [] } = set
  return fieldLengths.length > 1 ? concatenatedRanges(elements, fieldLengths) : intervals(elements, set.keyLength)
}
