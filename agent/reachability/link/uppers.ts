import type { LinkRecord } from '../../../collectors/links.ts'
import { joinedIfindex } from '../../../collectors/netlink/link-kinds/index.ts'
import { remembered } from '../../indexes/remembered.ts'
import type { Device } from '../scene/device.ts'
import type { Scene } from '../scene/scene.ts'

/** A place in a snapshot: `NETNS/IFINDEX`. */
export const placeOf = (netns: string, ifindex: number): string => `${netns}/${ifindex}`

const none: readonly never[] = []
const takers: ReadonlySet<string> = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap'])

const ofDevices = new WeakMap<Device, readonly Device[]>()

/** By the place that they lie on. */
const takersIn = remembered((links: readonly LinkRecord[]): ReadonlyMap<string, readonly LinkRecord[]> => {
  const found = new Map<string, LinkRecord[]>()
  for (const record of links) {
    const kind = record.info?.link?.kind
    if (kind === undefined || !takers.has(kind) || !record.linkNetns) continue
    const place = placeOf(record.linkNetns, joinedIfindex(record) ?? 0)
    const others = found.get(place)
    if (others === undefined) found.set(place, [record])
    else others.push(record)
  }
  return found
})

/** Whether a VLAN, macvlan or ipvlan lies on a device. */
export const hasUppers = (scene: Scene, { netns, ifindex }: LinkRecord): boolean => {
  const records = takersIn(scene.snapshot.links)
  return records.size > 0 && records.has(placeOf(netns, ifindex))
}

/** The VLAN, macvlan and ipvlan devices that lie on a device, in whatever namespace they are. */
export const uppersOf = (scene: Scene, device: Device): readonly Device[] => {
  const known = ofDevices.get(device)
  if (known !== undefined) return known
  const records = takersIn(scene.snapshot.links).get(placeOf(device.space.netns, device.ifindex)) ?? none
  const uppers = records.flatMap(({ netns, ifindex }) => scene.device(netns, ifindex) ?? [])
  ofDevices.set(device, uppers)
  return uppers
}
