import { byText } from '../../../exporters/formats/reading/by-text.ts'
import { follow, node, nodes } from '../../../exporters/formats/reading/follow.ts'
import type { Place } from '../../../exporters/formats/reading/places.ts'
import { publications } from '../../../exporters/formats/reading/publications.ts'
import {
  type Interface,
  interfacesIn,
  isOrdinaryLoopback,
  isUnusedDevice,
  type Scene,
} from '../../../exporters/formats/reading/scene.ts'
import { words } from '../words.ts'
import { healthOf } from './health.ts'
import type { Group, Publication, Site } from './picture.ts'
import { deviceOf, membersOf, shown } from './things.ts'

/** @param isDrawn whether an interface is shown as a port of some row */
export const siteOf = (
  scene: Scene,
  place: Place,
  groups: readonly Group[],
  isDrawn: (key: string) => boolean,
): Site => {
  const { topology } = scene
  const isUplink = ({ key }: Interface): boolean => follow(topology, key, 'uplink').length > 0
  const isElsewhere = ({ key, attributes }: Interface): boolean =>
    attributes.type === 'bridge' || isDrawn(key) || follow(topology, key, 'bridge-port').length > 0
  const interfaces = interfacesIn(scene, place.key)
  const own = interfaces.filter(
    (one) => !isUplink(one) && !isElsewhere(one) && !isOrdinaryLoopback(one.attributes) && !isUnusedDevice(scene, one),
  )
  return {
    key: place.key,
    role: place.role,
    ...wordsOf(scene, place),
    uplinks: interfaces.filter(isUplink).map((one) => deviceOf(scene, one)),
    devices: own.map((one) => deviceOf(scene, one)),
    residents: membersOf(scene, place.containers).toSorted((one, two) => byText(one.name, two.name)),
    publications: place.role === publisher(scene) ? publicationsOf(scene) : [],
    groups,
  }
}

const wordsOf = ({ topology }: Scene, { key, role, netns, title }: Place): Pick<Site, 'place' | 'title' | 'says'> => {
  const inode = key.replace('netns:', 'netns ')
  const name = netns.names[0] ?? netns.command
  switch (role) {
    case 'host': {
      const [host] = nodes(topology, 'host')
      const says = [host?.attributes.os, host?.attributes.kernel].flatMap((text) => (text ? [shown(text)] : []))
      return { place: 'host', title: shown(host?.attributes.hostname || 'host'), says: [...says, inode] }
    }
    case 'engine':
      return { place: 'engine', title: shown(name ?? title), says: [words.engineNamespace, inode] }
    default:
      return { place: `${role} ${title}`, title, says: [inode] }
  }
}

/** Docker publishes ports in the namespace in which it works. */
const publisher = ({ places }: Scene): Place['role'] =>
  places.some(({ role }) => role === 'engine') ? 'engine' : 'host'

const publicationsOf = ({ topology, faults }: Scene): Publication[] =>
  nodes(topology, 'container')
    .flatMap(({ key, attributes }) =>
      publications(topology, key).map((words) => {
        const [address = '', target = ''] = words.split('→')
        return {
          key: `${key} ${words}`,
          address,
          target: `${shown(attributes.name || attributes.id)}:${target}`,
          targetKey: key,
          health: healthOf(faults.get(key) ?? []),
        }
      }),
    )
    .toSorted((one, two) => byText(one.address, two.address) || byText(one.key, two.key))

/** Name and kind of what Docker calls a network, of a bridge, or of the device that stands for it. */
export const networkAt = (
  { topology, bridgeByNetwork }: Scene,
  key: string,
): { readonly name: string; readonly internal: boolean } => {
  const network = topology.hasNode(key) ? node(topology, key, 'network') : null
  const implemented = [...bridgeByNetwork].find(([, bridge]) => bridge === key)?.[0]
  const says = network ?? (implemented === undefined ? null : node(topology, implemented, 'network'))
  const device = node(topology, key, 'interface')
  return { name: shown(says?.name ?? device?.name ?? words.theHost), internal: says?.internal ?? false }
}
