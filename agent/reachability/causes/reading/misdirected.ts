import { remembered } from '../../../indexes/remembered.ts'
import type { Device } from '../../scene/device.ts'
import type { Scene } from '../../scene/scene.ts'
import type { Loss, LossReason } from '../../trial.ts'

/** How a packet ends whose frame went to somebody else than meant. */
const reasons: ReadonlySet<LossReason> = new Set([
  'otherhost',
  'not-mine',
  'forwarding-off',
  'bridge-no-flood',
  'bridge-same-port',
  'bridge-fdb-local',
  'device-down',
  'no-carrier',
  'no-route',
  'ttl-exceeded',
  'martian-source',
  'martian-destination',
  'beyond-uplink',
])

/** Whether a packet may have ended because its frame went to the wrong one. */
export const maybeMisdirected = ({ reason }: Loss): boolean => reasons.has(reason)

const none: readonly Device[] = []

/** Kinds that have the hardware address of another device, and the ends of pairs that a bridge has taken in. */
const borrows = ({ kind, master }: Device): boolean =>
  kind === 'bridge' ||
  kind === 'vlan' ||
  kind === 'ipvlan' ||
  kind === 'ipvtap' ||
  kind === 'loopback' ||
  master !== null

const ownersIn = remembered((scene: Scene) => {
  const devices = [...scene.spaces()].flatMap((space) => [...space.devices.values()])
  return Map.groupBy(
    devices.filter((device) => !borrows(device)),
    ({ mac }) => mac,
  )
})

/** Who has a hardware address of their own, in all namespaces. */
export const ownersOf = (scene: Scene, mac: string): readonly Device[] => ownersIn(scene).get(mac) ?? none

/** Who sent a frame, as far as its hardware address tells: an interface with neighbours of its own. */
export const senderOf = (scene: Scene, { packet }: Loss): Device | null => {
  const source = packet.link?.source
  if (source === undefined) return null
  const [owner] = ownersOf(scene, source)
  if (owner !== undefined) return owner
  for (const space of scene.spaces())
    for (const device of space.devices.values()) if (device.kind === 'bridge' && device.mac === source) return device
  return null
}
