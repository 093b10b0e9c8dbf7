import type { Scene } from '../../agent/reachability/scene/scene.ts'
import { sceneOf } from '../../agent/reachability/scene/scene-of.ts'
import type { Space } from '../../agent/reachability/scene/space.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { namespaceAt } from '../kernel/look-at.ts'

/** A namespace of the lab as the simulation sees it. */
export interface Seen {
  readonly scene: Scene
  readonly space: Space
}

export const seenAt = (snapshot: Snapshot, place: { readonly inode: number }): Seen => {
  const scene = sceneOf(snapshot)
  const { id } = namespaceAt(snapshot, place)
  const space = scene.space(id)
  if (space === undefined) throw new Error(`The scene has not the namespace ${id}.`)
  return { scene, space }
}
