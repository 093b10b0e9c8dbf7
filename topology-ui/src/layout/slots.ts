import { measures } from './measures.ts'
import type { Slots } from './memo.ts'

/**
 * Gives each thing of a list its slot. Who had one has the same again. Others take a slot that nobody ever had, then one
 * whose owner is gone; only then the list grows.
 * @param most beyond it the list does not grow: who comes then has no slot
 */
export const assignSlots = (
  before: Slots | undefined,
  places: readonly string[],
  most = Number.POSITIVE_INFINITY,
): Slots => {
  const slots = new Map(Object.entries(before?.slots ?? {}))
  const owners = new Map([...slots].map(([place, slot]) => [slot, place]))
  const present = new Set(places)
  let capacity = Math.max(before?.capacity ?? 0, 0)
  if (before === undefined) capacity = Math.min(most, roomFor(places.length))
  let [untouched, vacant] = [0, 0]
  for (const place of places) {
    if (slots.has(place)) continue
    while (untouched < capacity && owners.has(untouched)) untouched++
    while (vacant < capacity && present.has(owners.get(vacant) ?? '')) vacant++
    const slot = untouched < capacity ? untouched : vacant
    if (slot >= capacity) capacity = Math.min(most, roomFor(capacity + 1))
    if (slot >= capacity) break
    const former = owners.get(slot)
    if (former !== undefined) slots.delete(former)
    slots.set(place, slot)
    owners.set(slot, place)
  }
  return { capacity, slots: Object.fromEntries(slots) }
}

/** Room for one more than there are, so that a newcomer rarely moves what is below; but no stack of rows for it alone. */
const roomFor = (count: number): number => {
  if (count < 8) return count === 0 ? 0 : count + 1
  const stacks = Math.ceil(count / measures.rowsPerStack)
  return Math.min(Math.ceil((count + 1) / 4) * 4, stacks * measures.rowsPerStack)
}
