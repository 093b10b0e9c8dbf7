import { remembered } from '../../../indexes/remembered.ts'
import type { Device } from '../../scene/device.ts'
import type { Scene } from '../../scene/scene.ts'
import type { Space } from '../../scene/space.ts'

/** The namespace where a tunnel was made, which carries its packets (struct ip_tunnel, `net`). */
export const tunnelUnderlay = (scene: Scene, { record, space }: Device): Space | undefined => {
  if (record.linkNetns) return scene.space(record.linkNetns)
  return record.linkNetnsid === undefined ? space : scene.root
}

const none: readonly Device[] = []

/** The tunnels of some kinds, in whatever namespace they are, by the namespace where their packets come in. Read once for a scene. */
export const tunnelsByUnderlay = (
  kinds: ReadonlySet<string>,
  underlayOf: (scene: Scene, device: Device) => Space | undefined,
): ((scene: Scene, space: Space) => readonly Device[]) => {
  const tunnelsIn = remembered((scene: Scene): ReadonlyMap<Space, readonly Device[]> => {
    const found = new Map<Space, Device[]>()
    for (const { netns, ifindex, info } of scene.snapshot.links) {
      const device = info?.link !== undefined && kinds.has(info.link.kind) ? scene.device(netns, ifindex) : undefined
      const underlay = device && underlayOf(scene, device)
      if (device && underlay) found.set(underlay, [...(found.get(underlay) ?? []), device])
    }
    return found
  })
  return (scene, space) => tunnelsIn(scene).get(space) ?? none
}
