import { recordedNeighbour } from '../neighbours/recorded.ts'
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

/** NUD_* of a neighbour: as the trial left it, else as the snapshot has it; null for one that is not in the table. */
export const neighbourState = (space: Space, ifindex: number, address: string, trial: Trial | null): number | null => {
  const learned = trial?.neighbours.get(`${space.netns}/${ifindex}/${address}`)
  if (learned === undefined) return recordedNeighbour({ space, ifindex }, address)?.state ?? null
  if (learned.failed) return NUD_FAILED
  return learned.mac === null ? NUD_INCOMPLETE : NUD_REACHABLE
}
