import type { Snapshot } from '../../../../collectors/snapshot.ts'

const known = new WeakMap<Snapshot, ReadonlySet<string>>()

/** Whether no interface that the snapshot shows has an address. */
export const isUnowned = (address: string, snapshot: Snapshot): boolean => {
  let owned = known.get(snapshot)
  if (owned === undefined) {
    owned = new Set(snapshot.addresses.flatMap((one) => one.local ?? one.address ?? []))
    known.set(snapshot, owned)
  }
  return !owned.has(address)
}
