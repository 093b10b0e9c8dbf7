import type { Fault } from '../../../exporters/formats/faults/fault.ts'
import type { Place } from '../../../exporters/formats/reading/places.ts'
import type { Interface, Scene } from '../../../exporters/formats/reading/scene.ts'
import type { Hanging } from './hangings.ts'
import { healthOf, worst } from './health.ts'
import type { Member, Row } from './picture.ts'
import { deviceOf, membersOf, shown } from './things.ts'

const faultsAt = ({ faults }: Scene, keys: readonly (string | undefined)[]): readonly Fault[] =>
  keys.flatMap((key) => (key === undefined ? [] : (faults.get(key) ?? [])))

/** A namespace, without what it hangs on. */
export type Dweller = Omit<Row, 'kind' | 'port' | 'inner' | 'detached' | 'elsewhere'>

export const dwellerOf = (scene: Scene, place: Place): Dweller => {
  const members = membersOf(scene, place.containers)
  const faults = faultsAt(scene, [place.key, ...place.containers])
  return {
    key: place.key,
    place: members[0]?.name ?? shown(place.netns.names[0] ?? place.netns.command ?? place.key),
    title: members[0]?.name ?? shown(place.netns.names[0] ?? place.netns.command ?? place.title),
    members,
    faults,
    health: worst([healthOf(faults), ...members.map(({ health }) => health)].filter((health) => health !== 'stopped')),
  }
}

export const stoppedDweller = (scene: Scene, member: Member): Dweller => ({
  key: member.key,
  place: member.name,
  title: member.name,
  members: [member],
  faults: faultsAt(scene, [member.key]),
  health: member.health,
})

export const rowOf = (
  scene: Scene,
  dweller: Dweller,
  hanging: Hanging | null,
  kind: 'home' | 'visit',
  elsewhere: readonly string[],
): Row => {
  const { port = null, inner = null, detached = false } = hanging ?? {}
  const faults = [...dweller.faults, ...faultsAt(scene, [port?.key, inner?.key])]
  return {
    ...dweller,
    kind,
    port: port && deviceOf(scene, port),
    inner: inner && deviceOf(scene, inner),
    detached,
    elsewhere,
    faults,
    health: dweller.health === 'stopped' ? 'stopped' : worst([dweller.health, healthOf(faults)]),
  }
}

/** Keys of all nodes that a row shows. */
export const keysOf = ({ key, members, port, inner }: Row): readonly string[] =>
  [key, ...members.map((member) => member.key), port?.key, inner?.key].filter((one) => one !== undefined)

/** A port of a bridge that leads to no namespace. */
export const portRow = (scene: Scene, port: Interface): Row => {
  const device = deviceOf(scene, port)
  return {
    key: port.key,
    place: `port ${device.name}`,
    kind: 'port',
    title: device.name,
    members: [],
    port: device,
    inner: null,
    detached: false,
    elsewhere: [],
    health: device.health,
    faults: faultsAt(scene, [port.key]),
  }
}
