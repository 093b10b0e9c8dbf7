import type { NodeOf } from '../../../agent/topology/graph.ts'
import { withoutPrefix } from '../reading/addresses.ts'
import { follow, node } from '../reading/follow.ts'
import { listening } from '../reading/listening.ts'
import { nameOf } from '../reading/name-of.ts'
import { publications } from '../reading/publications.ts'
import { interfacesIn, type Scene } from '../reading/scene.ts'
import { faultParts } from './fault-parts.ts'
import { listenParts } from './listen-parts.ts'
import { type Part, say } from './row.ts'

export interface Container {
  readonly key: string
  readonly attributes: NodeOf<'container'>
}

/** What is said of a container. Its name and its state come first: they make the columns. */
export const containerParts = (scene: Scene, { key, attributes }: Container): Part[] => {
  const { topology, faults } = scene
  const { state, health, image, project, service, pid, runtime } = attributes
  const published = publications(topology, key)
  return [
    say(nameOf(topology, key), 'strong'),
    say(state),
    say(health === 'none' || health === 'unhealthy' ? '' : health),
    say(image),
    say(key.replace(/^ctr:/, ''), 'dim'),
    say(runtime === 'docker' ? '' : runtime),
    say(project === null ? '' : `compose ${project}${service === null ? '' : `/${service}`}`, 'dim'),
    say(pid === 0 ? '' : `pid ${pid}`, 'dim'),
    ...placeParts(scene, { key, attributes }),
    ...networkParts(scene, { key, attributes }),
    ...listenParts(listening(attributes.listeners)),
    say(published.length === 0 ? '' : `publishes ${published.join(', ')}`, 'plain', publishedLimit),
    ...faultParts(faults.get(key) ?? []),
  ]
}

/** Every published port is said, however many there are. */
const publishedLimit = 100_000

/** `shop 172.20.0.2 on eth0`; `network none` where it has no address. */
const networkParts = (scene: Scene, { key, attributes }: Container): Part[] => {
  const { topology } = scene
  const { netns } = attributes
  const own = netns === null || !topology.hasNode(netns) ? [] : interfacesIn(scene, netns)
  return follow(topology, key, 'attached-to').map((network) => {
    const name = nameOf(topology, network.key)
    const addresses = network.edge.addresses.map(withoutPrefix)
    if (addresses.length === 0) return say(`network ${name}`)
    const holder = own.find((one) => one.attributes.addresses.some((held) => addresses.includes(withoutPrefix(held))))
    return say(`${name} ${addresses.join(', ')}${holder === undefined ? '' : ` on ${nameOf(topology, holder.key)}`}`)
  })
}

/** The namespace that it runs in, and the owner of that if it is another's. */
const placeParts = ({ topology, placeByKey }: Scene, { key, attributes }: Container): Part[] => {
  const place = placeByKey.get(attributes.netns ?? '')
  if (place === undefined) return []
  const [owner] = place.containers
  if (place.role !== 'container') return [say(`in ${place.role === 'host' ? 'the host network' : place.title}`)]
  if (owner !== undefined && owner !== key) return [say(`in the network of ${nameOf(topology, owner)}`)]
  return [say(place.key, 'dim'), say(place.netns.names.length === 0 ? '' : place.netns.names.join(', '), 'dim')]
}

/** It has processes, or will have some again without anybody's doing. */
export const isAlive = ({ state }: NodeOf<'container'>): boolean =>
  !['created', 'exited', 'dead', 'removing'].includes(state)

export const containerAt = (scene: Scene, key: string): Container[] => {
  const attributes = node(scene.topology, key, 'container')
  return attributes === null ? [] : [{ key, attributes }]
}
