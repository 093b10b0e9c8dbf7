/** A value that a rule wants something to have, by the number of what is read. */
export interface Wanted {
  readonly read: number
  readonly value: number
}

/**
 * The first rule, from one on, that a packet with these values may match; the number of rules if there is none.
 * @param held what the packet has; null: no rule that reads it matches
 */
export type RuleIndex = (from: number, held: (read: number) => number | null) => number

/** What is read by some rules, and which of them want which value, in their order. */
interface Read {
  readonly read: number
  readonly byValue: ReadonlyMap<number, readonly number[]>
}

/**
 * Finds rules by a value that they want, as a set would: of what a rule wants, by that in which the rules of the chain differ most.
 * @param wanted by each rule; nothing: it may always match
 */
export const indexRules = (wanted: readonly (readonly Wanted[])[]): RuleIndex => {
  const values = new Map<number, Set<number>>()
  for (const { read, value } of wanted.flat()) values.set(read, (values.get(read) ?? new Set<number>()).add(value))
  const variety = ({ read }: Wanted): number => values.get(read)?.size ?? 0

  const always: number[] = []
  const reads = new Map<number, Map<number, number[]>>()
  for (const [at, all] of wanted.entries()) {
    const key = all.reduce<Wanted | null>(
      (best, one) => (best === null || variety(one) > variety(best) ? one : best),
      null,
    )
    if (key === null) always.push(at)
    else {
      const byValue = reads.get(key.read) ?? new Map<number, number[]>()
      reads.set(key.read, byValue)
      const others = byValue.get(key.value)
      if (others === undefined) byValue.set(key.value, [at])
      else others.push(at)
    }
  }
  const lists: readonly Read[] = [...reads].map(([read, byValue]) => ({ read, byValue }))

  return (from, held) => {
    let first = firstFrom(always, from) ?? wanted.length
    for (const { read, byValue } of lists) {
      const value = held(read)
      const at = value === null ? undefined : firstFrom(byValue.get(value), from)
      if (at !== undefined && at < first) first = at
    }
    return first
  }
}

/** The first number of an ascending list that is not less than one. */
const firstFrom = (list: readonly number[] | undefined, from: number): number | undefined => {
  if (list === undefined) return undefined
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] ?? 0) < from) low = middle + 1
    else high = middle
  }
  return list[low]
}
