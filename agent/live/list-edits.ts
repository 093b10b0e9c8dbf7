/** A piece of a list: records that the list had before, from one place to before another, and then new ones. */
export interface ListEdit {
  readonly kept: readonly [from: number, to: number]
  readonly added: readonly unknown[]
}

/**
 * How a list becomes another one, of records that stay the same objects while nothing changes. Records that are in both and
 * moved are found too, as long as they are few among those that stayed.
 */
export const editsOf = (before: readonly unknown[], after: readonly unknown[]): ListEdit[] => {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let same = 0
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++
  const [beforeEnd, afterEnd] = [before.length - same, after.length - same]

  const places = new Map<unknown, number>()
  for (let at = start; at < beforeEnd && start < afterEnd; at++) places.set(before[at], at)
  const edits: ListEdit[] = []
  let kept: [number, number] = [0, start]
  let added: unknown[] = []
  const end = (): void => {
    if (kept[1] > kept[0] || added.length > 0) edits.push({ kept, added })
    added = []
  }
  const keep = (from: number, to: number): void => {
    if (added.length === 0 && kept[1] === from) kept[1] = to
    else {
      end()
      kept = [from, to]
    }
  }
  for (let at = start; at < afterEnd; at++) {
    const place = places.get(after[at])
    if (place === undefined) added.push(after[at])
    else keep(place, place + 1)
  }
  if (same > 0) keep(beforeEnd, before.length)
  end()
  return edits
}
