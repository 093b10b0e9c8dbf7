import type { NftElement, NftSet } from '../../../../../collectors/netfilter/nftables/record.ts'
import type { Trial } from '../../../trial.ts'

/** What the rules of a trial did to a set: the snapshot stays as it is. Keys are texts with a character for each byte. */
export interface SetChanges {
  readonly added: Map<string, NftElement>
  /** Elements of the snapshot that are no longer there, be they added again or not. */
  readonly removed: Set<string>
  /** Elements that were taken out, which count until the kernel cleans up. */
  dead: number
}

/** What the rules of a trial did to a set by now; made when it was nothing. */
export const changesFor = ({ nftSets }: Trial, set: NftSet): SetChanges => {
  const found = nftSets.get(set)
  if (found !== undefined) return found
  const changes: SetChanges = { added: new Map(), removed: new Set(), dead: 0 }
  nftSets.set(set, changes)
  return changes
}

/** What an element that a rule of the trial added has counted since: before that, nothing. */
export interface Fresh {
  packets: number
  bytes: number
}

const fresh = new WeakMap<NftElement, Fresh>()

/** Null for an element of the snapshot, which has met other packets. */
export const freshnessOf = (element: NftElement): Fresh | null => fresh.get(element) ?? null

export const markFresh = (element: NftElement): void => {
  fresh.set(element, { packets: 0, bytes: 0 })
}
