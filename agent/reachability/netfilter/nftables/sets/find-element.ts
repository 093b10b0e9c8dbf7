import type { NftElement, NftSet } from '../../../../../collectors/netfilter/nftables/record.ts'
import type { Machine } from '../machine.ts'
import { indexOf } from './element-index.ts'
import { keyText } from './keys.ts'

/** The element for a key, as the trial has the set by now; without the one that catches all. */
export const findKeyed = (machine: Machine, set: NftSet, bytes: Uint8Array, at: number): NftElement | undefined => {
  const changes = machine.state.trial.nftSets.get(set)
  if (changes !== undefined) {
    const key = keyText(bytes, at, set.keyLength)
    const added = changes.added.get(key)
    if (added !== undefined) return added
    if (changes.removed.has(key)) return undefined
  }
  return indexOf(set).find(bytes, at)
}

/** The element for a key, or the one that catches all (nft_set_do_lookup, nft_set_catchall_lookup). */
export const findElement = (machine: Machine, set: NftSet, bytes: Uint8Array, at: number): NftElement | undefined =>
  findKeyed(machine, set, bytes, at) ?? indexOf(set).catchall
