import type { LinkRecord } from '../../../collectors/links.ts'
import { joinedIfindex } from '../../../collectors/netlink/link-kinds/index.ts'
import { remembered } from '../../indexes/remembered.ts'
import type { Device } from '../scene/device.ts'
import type { Scene } from '../scene/scene.ts'

/** A place in a snapshot: `NETNS/IFINDEX`. */
export const placeOf = (netns: string, ifindex: number): string => `${netns}/${ifindex}`

const none: readonly never[] = []
const takers: ReadonlySet<string> = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap'])

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

const uppersIn = remembered((scene: Scene) =>
  remembered(({ space, ifindex }: Device): readonly Device[] => {
    const records = takersIn(scene.snapshot.links).get(placeOf(space.netns, ifindex)) ?? none
    return records.flatMap((record) => scene.device(record.netns, record.ifindex) ?? [])
  }),
)

/** The VLAN, macvlan and ipvlan devices that lie on a device, in whatever namespace they are. */
export const uppersOf = (scene: Scene, device: Device): readonly Device[] => uppersIn(scene)(device)
