import { printable } from '../printable.ts'
import { follow, followBack, node } from '../reading/follow.ts'
import { nameOf } from '../reading/name-of.ts'
import { isPairKind, peerKey } from '../reading/peer.ts'
import {
  type Interface,
  interfacesIn,
  isOrdinaryLoopback,
  isUnusedDevice,
  placeOf,
  type Scene,
} from '../reading/scene.ts'
import { faultParts } from './fault-parts.ts'
import { interfaceParts } from './interface-parts.ts'
import { inColumns, type Row, row, say } from './row.ts'

/** The interfaces of one namespace: ports below their bridge; the end of a pair only where its pair is first met. */
export const interfaceRows = (scene: Scene, place: string): Row[] => {
  const all = interfacesIn(scene, place)
  const unused = all.filter((one) => isUnusedDevice(scene, one))
  const top = all
    .filter((one) => !unused.includes(one) && !isOrdinaryLoopback(one.attributes))
    .filter(({ key }) => !isPort(scene, key) && !isShownAtItsPeer(scene, key))
    .toSorted((one, two) => rank(scene, one) - rank(scene, two))
  const rows = inColumns(
    top.map((one) => interfaceRow(scene, one)),
    2,
  )
  const names = unused.map(({ attributes }) => printable(attributes.name))
  return unused.length === 0 ? rows : [...rows, row([say(`down and unused: ${names.join(', ')}`, 'dim')])]
}

const isPort = ({ topology }: Scene, key: string): boolean => follow(topology, key, 'bridge-port').length > 0

/** A pair is shown at the end that the reader meets first, unless the other has something of its own to show. */
export const isShownAtItsPeer = (scene: Scene, key: string): boolean => {
  const { topology } = scene
  const peer = peerKey(topology, key)
  const [here, there] = [placeOf(scene, key), peer === null ? undefined : placeOf(scene, peer)]
  if (peer === null || here === undefined || there === undefined) return false
  if (isPort(scene, key) || follow(topology, key, 'uplink').length > 0) return false
  const order = there.position - here.position
  return order < 0 || (order === 0 && (isPort(scene, peer) || ifindex(scene, peer) < ifindex(scene, key)))
}

const ifindex = ({ topology }: Scene, key: string): number => node(topology, key, 'interface')?.ifindex ?? 0

/** What leads out first, then devices, bridges, pairs, and the rest. */
const rank = ({ topology }: Scene, { key, attributes }: Interface): number => {
  if (follow(topology, key, 'uplink').length > 0) return 0
  if (attributes.type === 'device') return 1
  if (attributes.type === 'bridge') return 2
  return isPairKind(attributes) ? 3 : 4
}

const interfaceRow = (scene: Scene, { key, attributes }: Interface): Row => {
  const { topology, faults } = scene
  const ports = followBack(topology, key, 'bridge-port').flatMap((port) => {
    const own = node(topology, port.key, 'interface')
    return own === null ? [] : [{ key: port.key, attributes: own }]
  })
  const peer = peerKey(topology, key)
  const parts = [
    ...interfaceParts(scene, { key, attributes }),
    ...faultParts(faults.get(key) ?? []),
    ...(peer === null ? [] : faultParts(faults.get(peer) ?? [], `its other end ${nameOf(topology, peer)}`)),
  ]
  const children = ports
    .toSorted((one, two) => one.attributes.ifindex - two.attributes.ifindex)
    .map((port) => interfaceRow(scene, port))
  return row(parts, inColumns(children, 2))
}
