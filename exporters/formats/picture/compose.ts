import type { Topology } from '../../../agent/topology/graph.ts'
import type { FormatOptions } from '../format.ts'
import { followBack, node, nodes } from '../reading/follow.ts'
import { nameOf } from '../reading/name-of.ts'
import type { Place } from '../reading/places.ts'
import { interfacesIn, isOrdinaryLoopback, isUnusedDevice, type Scene, sceneOf } from '../reading/scene.ts'
import { linesOf } from './lines.ts'
import type { Frame, Picture } from './picture.ts'
import { portsShape, shapeOf } from './shape.ts'

/**
 * Draws the topology for people. Left out is what tells nothing: the usual lo of every namespace, devices that nobody
 * uses, networks without an address (`host`, `none`) and without a container; the other formats have them.
 */
export const compose = (topology: Topology, options: FormatOptions): Picture => {
  const scene = sceneOf(topology, options)
  const frames = scene.places.map((place) => frameOf(scene, place))
  const framed = new Set(frames.flatMap(({ shapes }) => shapes.map(({ key }) => key)))
  const containers = nodes(topology, 'container').map(({ key }) => key)
  const loose = [
    ...containers.flatMap((key) => portsShape(scene, key)),
    ...containers.filter((key) => !framed.has(key)).map((key) => shapeOf(scene, key)),
    ...nodes(topology, 'network').flatMap(({ key }) => (isDrawn(scene, key) ? [shapeOf(scene, key)] : [])),
    ...nodes(topology, 'world').flatMap(({ key }) => (topology.inDegree(key) > 0 ? [shapeOf(scene, key)] : [])),
  ]
  const drawn = new Set([...framed, ...loose.map(({ key }) => key)])
  return { title: titleOf(topology, options), frames, loose, lines: linesOf(scene, drawn) }
}

const titleOf = (topology: Topology, { snapshot }: FormatOptions): string => {
  const host = node(topology, 'host', 'host')
  const facts = [host?.os, host?.kernel ? `Linux ${host.kernel}` : '', snapshot.takenAt]
  return [nameOf(topology, 'host'), ...facts].filter(Boolean).join(' · ')
}

/** A network with a bridge is drawn as that. */
const isDrawn = ({ topology, bridgeByNetwork }: Scene, network: string): boolean =>
  !bridgeByNetwork.has(network) &&
  followBack(topology, network, 'attached-to').some(({ edge }) => edge.addresses.length > 0)

const frameOf = (scene: Scene, place: Place): Frame => {
  const all = interfacesIn(scene, place.key)
  const telling = all.filter((one) => !isOrdinaryLoopback(one.attributes) && !isUnusedDevice(scene, one))
  // An empty frame would not be drawn at all.
  const shown = telling.length + place.containers.length > 0 ? telling : all.slice(0, 1)
  const keys = [...place.containers, ...shown.map(({ key }) => key)]
  const inode = place.key === place.title ? '' : ` · ${place.key}`
  const { key, role, title } = place
  return { key, role, title: `${title}${inode}`, shapes: keys.map((one) => shapeOf(scene, one)) }
}
