import type { Device } from '../scene/device.ts'
import type { Scene } from '../scene/scene.ts'

const ofScenes = new WeakMap<Scene, ReadonlyMap<Device, readonly Device[]>>()
const none: readonly Device[] = []
const takers: ReadonlySet<string> = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap'])

const indexed = (scene: Scene): ReadonlyMap<Device, readonly Device[]> => {
  const uppers = new Map<Device, Device[]>()
  for (const space of scene.spaces())
    for (const device of space.devices.values()) {
      const { joined } = device
      if (!takers.has(device.kind) || joined === null || joined === 'unknown') continue
      const known = uppers.get(joined)
      if (known === undefined) uppers.set(joined, [device])
      else known.push(device)
    }
  return uppers
}

/** The VLAN, macvlan and ipvlan devices that lie on a device, in whatever namespace they are. */
export const uppersOf = (scene: Scene, device: Device): readonly Device[] => {
  let known = ofScenes.get(scene)
  if (known === undefined) {
    known = indexed(scene)
    ofScenes.set(scene, known)
  }
  return known.get(device) ?? none
}
