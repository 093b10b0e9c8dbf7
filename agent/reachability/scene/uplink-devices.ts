import { identitiesOf } from '../../topology/identity.ts'
import { uplinksOf } from '../../topology/relations/uplink.ts'
import type { Device } from './device.ts'
import type { Scene } from './scene.ts'

/**
 * The devices by which default routes lead to somebody whom the snapshot does not have: those that the routes name, what lies
 * below them (vlan, macvlan), and their ports (bridge, bond). One whose other end is known leads to that end.
 */
export const uplinkDevices = (scene: Scene): ReadonlySet<Device> => {
  const { snapshot } = scene
  const found = new Set<Device>()
  const add = (device: Device): void => {
    if (found.has(device) || isPairWithKnownEnd(device)) return
    found.add(device)
    if (isDevice(device.joined)) add(device.joined)
    for (const other of device.space.devices.values())
      if (other.master === device && !isDevice(other.joined)) add(other)
  }
  for (const { place } of uplinksOf({ snapshot, identities: identitiesOf(snapshot) })) {
    const device = scene.device(place.netns, place.ifindex)
    if (device !== undefined) add(device)
  }
  return found
}

const isDevice = (joined: Device['joined']): joined is Device => joined !== null && joined !== 'unknown'

const isPairWithKnownEnd = (device: Device): boolean => isDevice(device.joined) && device.joined.joined === device
