import type { Topology } from '../../../agent/topology/graph.ts'
import { withoutPrefix } from '../reading/addresses.ts'
import { follow, followBack, node, nodes } from '../reading/follow.ts'
import { peerKey } from '../reading/peer.ts'
import { interfacesIn, placeOf, type Scene } from '../reading/scene.ts'
import type { Line } from './picture.ts'
import { levelOf } from './shape.ts'

/** Every line between two shapes that are drawn; a picture is read from the containers to the world. */
export const linesOf = (scene: Scene, drawn: ReadonlySet<string>): Line[] =>
  [
    ...nodes(scene.topology, 'interface').flatMap(({ key }) => interfaceLines(scene, key)),
    ...containerLines(scene),
    ...flow(scene),
  ].filter(({ from, to }) => drawn.has(from) && drawn.has(to))

const interfaceLines = (scene: Scene, key: string): Line[] => {
  const { topology } = scene
  return [
    ...follow(topology, key, 'veth-peer').map((step) => wire(scene, key, step.key)),
    ...follow(topology, key, 'bridge-port').map((step): Line => {
      const label = step.edge.state === 'forwarding' ? '' : step.edge.state
      return { from: key, to: step.key, kind: 'port', label, level: label === '' ? null : levelOf(scene, key) }
    }),
    ...follow(topology, key, 'over').map(
      (step): Line => ({ from: key, to: step.key, kind: 'over', label: '', level: null }),
    ),
    ...follow(topology, key, 'uplink').map((step): Line => {
      const label = step.edge.gateways.length === 0 ? '' : `via ${step.edge.gateways.slice(0, 2).join(', ')}`
      return { from: key, to: step.key, kind: 'uplink', label, level: null }
    }),
  ]
}

/** From what leads out, or from the namespace that the reader meets later: containers before the host. */
const wire = (scene: Scene, one: string, two: string): Line => {
  const leadsOut = (key: string): boolean => follow(scene.topology, key, 'uplink').length > 0
  const order = (key: string): number => placeOf(scene, key)?.position ?? 0
  const turned = leadsOut(two) || (!leadsOut(one) && order(one) < order(two))
  const [from, to] = turned ? [two, one] : [one, two]
  const level = [one, two].map((key) => node(scene.topology, key, 'interface')?.up).includes(false) ? 'broken' : null
  return { from, to, kind: 'wire', label: '', level }
}

const containerLines = (scene: Scene): Line[] =>
  nodes(scene.topology, 'container').flatMap(({ key, attributes }) => {
    const place = scene.placeByKey.get(attributes.netns ?? '')
    const owned = place?.role === 'container' ? interfacesIn(scene, place.key) : []
    return [
      ...owned.map((one): Line => ({ from: key, to: one.key, kind: 'beside', label: '', level: null })),
      { from: `ports:${key}`, to: key, kind: 'publishes', label: '', level: null } as const,
      ...attachments(scene, key),
    ]
  })

/** Where Docker says that a container is attached, and no wire leads there. */
const attachments = ({ topology, bridgeByNetwork }: Scene, container: string): Line[] =>
  follow(topology, container, 'attached-to').flatMap(({ key: network, edge }): Line[] => {
    const bridge = bridgeByNetwork.get(network)
    if (bridge === undefined) return [{ from: container, to: network, kind: 'attached', label: '', level: null }]
    const netns = node(topology, container, 'container')?.netns ?? ''
    if (edge.addresses.length === 0 || !topology.hasNode(netns)) return []
    const end = outerEnd(topology, netns, edge.addresses)
    if (end !== null && follow(topology, end, 'bridge-port').some((step) => step.key === bridge)) return []
    return [{ from: end ?? container, to: bridge, kind: 'attached', label: 'not connected', level: 'broken' }]
  })

/** The other end of the pair that has one of the addresses. */
const outerEnd = (topology: Topology, netns: string, addresses: readonly string[]): string | null => {
  const claimed = addresses.map(withoutPrefix)
  const own = followBack(topology, netns, 'in').find(({ key }) =>
    node(topology, key, 'interface')?.addresses.some((address) => claimed.includes(withoutPrefix(address))),
  )
  return own === undefined ? null : peerKey(topology, own.key)
}

/** What crosses a bridge leaves by the uplink. */
const flow = (scene: Scene): Line[] =>
  scene.places.flatMap(({ key }) => {
    const all = interfacesIn(scene, key)
    const bridges = all.filter(({ attributes }) => attributes.type === 'bridge')
    const uplinks = all.filter((one) => follow(scene.topology, one.key, 'uplink').length > 0)
    return bridges.flatMap((bridge) =>
      uplinks.map(({ key: to }): Line => ({ from: bridge.key, to, kind: 'beside', label: '', level: null })),
    )
  })
