import type { NodeOf, Topology } from '../../../agent/topology/graph.ts'
import { telling, withoutPrefix } from '../../../exporters/formats/reading/addresses.ts'
import { follow, node, nodes } from '../../../exporters/formats/reading/follow.ts'
import type { Question } from './question.ts'

/** Something that can be asked about. */
export interface Endpoint {
  /** As a question names it. */
  readonly written: string
  readonly says: string
}

/** How a question names a node of the graph; null for what cannot be asked about. */
export const endpointOf = (topology: Topology, key: string): string | null => {
  if (!topology.hasNode(key)) return null
  const attributes = topology.getNodeAttributes(key)
  switch (attributes.kind) {
    case 'container':
      return nameOfContainer(attributes)
    case 'netns':
      return attributes.root ? 'host' : attributes.inode === null ? null : `netns:${attributes.inode}`
    case 'host':
      return 'host'
    case 'world':
      return 'world'
    case 'interface':
      return addressOf(attributes.addresses) ?? namespaceOf(topology, key)
    default:
      return null
  }
}

const addressOf = (addresses: readonly string[]): string | null => {
  const [first] = telling(addresses)
  return first === undefined ? null : withoutPrefix(first)
}

const nameOfContainer = ({ name, id }: NodeOf<'container'>): string => name || id.slice(0, 12)

const namespaceOf = (topology: Topology, key: string): string | null => {
  const [netns] = follow(topology, key, 'in')
  return netns === undefined ? null : endpointOf(topology, netns.key)
}

/** The question that two nodes make: to the first port on which the second listens, else an echo. */
export const questionOf = (topology: Topology, from: string, to: string): Question | null => {
  const [source, target] = [endpointOf(topology, from), endpointOf(topology, to)]
  if (source === null || target === null) return null
  const [listener] = listenersOf(topology, to)
  if (listener === undefined) return { from: source, to: target }
  const address = target.includes(':') && !target.startsWith('netns:') ? `[${target}]` : target
  return { from: source, to: `${address}:${listener.port}/${listener.protocol}` }
}

/** Where a container's own processes wait for connections and datagrams of others. */
const listenersOf = (topology: Topology, key: string) =>
  (node(topology, key, 'container')?.listeners ?? []).filter(
    ({ protocol, address }) =>
      (protocol === 'tcp' || protocol === 'udp') && !address.startsWith('127.') && address !== '::1',
  )

/** The ports that are worth proposing for a destination, the first that it listens on first. */
export const portsOf = (topology: Topology, written: string): readonly string[] => {
  const found = nodes(topology, 'container').find(({ attributes }) => nameOfContainer(attributes) === written)
  return found === undefined ? [] : [...new Set(listenersOf(topology, found.key).map(({ port }) => `${port}`))]
}

/** Everything that can be asked about: containers, the host, the world, named namespaces, addresses. */
export const endpointsIn = (topology: Topology): readonly Endpoint[] => {
  const containers = nodes(topology, 'container').flatMap(({ attributes }) =>
    attributes.netns === null ? [] : [{ written: nameOfContainer(attributes), says: attributes.image }],
  )
  const named = nodes(topology, 'netns').flatMap(({ attributes: { names } }) =>
    names.slice(0, 1).map((name) => ({ written: `netns:${name}`, says: 'network namespace' })),
  )
  const addresses = nodes(topology, 'interface').flatMap(({ key, attributes }) => {
    const address = attributes.type === 'loopback' ? null : addressOf(attributes.addresses)
    const inside = namespaceOf(topology, key)
    return address === null ? [] : [{ written: address, says: `${attributes.name} of ${inside ?? 'nobody'}` }]
  })
  const all = [
    { written: 'host', says: 'the host itself' },
    { written: 'world', says: 'beyond the uplink' },
  ]
  return [...containers.toSorted((one, two) => (one.written < two.written ? -1 : 1)), ...all, ...named, ...addresses]
}

/** Those that fit what was typed: names that begin so before names that contain it, in their order. */
export const completions = (endpoints: readonly Endpoint[], typed: string, most: number): readonly Endpoint[] => {
  const wanted = typed.trim().toLowerCase()
  const found = endpoints.filter(({ written }) => written.toLowerCase().includes(wanted))
  const begins = ({ written }: Endpoint): boolean => written.toLowerCase().startsWith(wanted)
  return [...found.filter(begins), ...found.filter((one) => !begins(one))].slice(0, most)
}
