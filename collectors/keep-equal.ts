import { isEqual } from './equal.ts'
import { toJson } from './wire/json.ts'

/**
 * A list as it is now, of the records that it had before as far as they say the same: what is made of a record, or of a list,
 * serves as long as it is the same object. When all are as they were it is the list before.
 */
export const keepEqual = <R>(former: readonly R[], current: readonly R[]): readonly R[] => {
  if (former === current) return former
  const kept = [...current]
  const shorter = Math.min(former.length, current.length)
  const keepAt = (from: number, to: number): boolean => {
    const known = former[from] as R
    if (!isEqual(known, kept[to])) return false
    kept[to] = known
    return true
  }
  let first = 0
  while (first < shorter && keepAt(first, first)) first++
  if (first === former.length && first === current.length) return former
  let last = 1
  while (last <= shorter - first && keepAt(former.length - last, current.length - last)) last++
  const [formerEnd, end] = [former.length - last + 1, current.length - last + 1]
  if (formerEnd === end) for (let at = first; at < end; at++) keepAt(at, at)
  else keepMoved(former.slice(first, formerEnd), kept, [first, end])
  return kept
}

/** Some came or went: others stand elsewhere. */
const keepMoved = <R>(former: readonly R[], kept: R[], [start, end]: readonly [number, number]): void => {
  const present = new Set(kept.slice(start, end))
  const gone = former.filter((record) => !present.has(record))
  if (gone.length === 0) return
  const stayed = new Set(former)
  const known = new Map(gone.map((record) => [toJson(record), record]))
  for (let at = start; at < end; at++) {
    const record = kept[at] as R
    if (!stayed.has(record)) kept[at] = known.get(toJson(record)) ?? record
  }
}
