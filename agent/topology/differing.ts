/** A record before and after; undefined where there is none. */
export type Pair<R> = readonly [before: R | undefined, after: R | undefined]

export interface Telling<R> {
  /** What tells one record from another, in one look. */
  readonly key: (record: R) => string
  /** Whether they say the same. */
  readonly isSame: (one: R, other: R) => boolean
}

/**
 * The records of a list that came, went or do not say the same any more. Those that are the same objects cost next to nothing, wherever they stand: only others get
 * their key.
 */
export const differing = <R>(
  before: readonly R[],
  after: readonly R[],
  { key, isSame }: Telling<R>,
): readonly Pair<R>[] => {
  if (before === after) return []
  const pairs: Pair<R>[] = []
  // Mostly the same things stand in the same order.
  const isAt = (one: R | undefined, other: R | undefined): boolean => {
    if (one === other) return true
    if (one === undefined || other === undefined || key(one) !== key(other)) return false
    if (!isSame(one, other)) pairs.push([one, other])
    return true
  }
  const shared = Math.min(before.length, after.length)
  let first = 0
  while (first < shared && isAt(before[first], after[first])) first++
  let last = 0
  while (last < shared - first && isAt(before.at(-1 - last), after.at(-1 - last))) last++
  const [old, present] = [before.slice(first, before.length - last), after.slice(first, after.length - last)]
  const kept = new Set(present)
  const gone = new Map(old.flatMap((record) => (kept.has(record) ? [] : [[key(record), record] as const])))
  const known = new Set(old)
  for (const record of present) {
    if (known.has(record)) continue
    const name = key(record)
    const previous = gone.get(name)
    gone.delete(name)
    if (previous === undefined || !isSame(previous, record)) pairs.push([previous, record])
  }
  for (const record of gone.values()) pairs.push([record, undefined])
  return pairs
}
