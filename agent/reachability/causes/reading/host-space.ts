import type { Snapshot } from '../../../../collectors/snapshot.ts'
import type { Space } from '../../scene/space.ts'
import { isEngines } from './networks-of.ts'

/** A host of containers, and not the inside of one: the machine's own, an engine's, or one that has bridges. */
export const isHost = (space: Space, snapshot: Snapshot): boolean => {
  if (space.namespace?.root === true || isEngines(space, snapshot)) return true
  if (snapshot.containers.some(({ netns }) => netns === space.netns)) return false
  return [...space.devices.values()].some(({ kind }) => kind === 'bridge')
}
