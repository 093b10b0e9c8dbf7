import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'

/** NUD_*, linux/neighbour.h */
export const NUD_INCOMPLETE = 1
export const NUD_REACHABLE = 2
export const NUD_FAILED = 32
export const NUD_NOARP = 64
export const NUD_PERMANENT = 128
/** Only an administrator changes them. */
export const NUD_FIXED = NUD_NOARP | NUD_PERMANENT
/** PERMANENT, NOARP, REACHABLE, PROBE, STALE, DELAY: its address is known (net/neighbour.h). */
export const NUD_VALID = 0xde

const byPlace = new WeakMap<Space, Map<string, number>>()

const statesOf = (space: Space): Map<string, number> => {
  const known = byPlace.get(space)
  if (known !== undefined) return known
  const states = new Map<string, number>()
  for (const { ifindex, destination, state } of space.neighbours)
    if (destination !== undefined) states.set(`${ifindex}/${destination}`, state)
  byPlace.set(space, states)
  return states
}

/** NUD_* of a neighbour: as the trial left it, else as the snapshot has it; null for one that is not in the table. */
export const neighbourState = (space: Space, ifindex: number, address: string, trial: Trial | null): number | null => {
  const learned = trial?.neighbours.get(`${space.netns}/${ifindex}/${address}`)
  if (learned === undefined) return statesOf(space).get(`${ifindex}/${address}`) ?? null
  if (learned.failed) return NUD_FAILED
  return learned.mac === null ? NUD_INCOMPLETE : NUD_REACHABLE
}
