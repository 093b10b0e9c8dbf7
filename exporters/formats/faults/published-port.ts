import type { NodeOf, Topology } from '../../../agent/topology/graph.ts'
import type { Listener } from '../../../agent/topology/listeners.ts'
import { followBack, node, nodes } from '../reading/follow.ts'
import { fewOf } from '../tree/few-of.ts'
import type { Fault, FaultFinder } from './fault.ts'

/** A port is published, and in the network namespace of its running container nothing listens where packets arrive. */
export const publishedPort: FaultFinder = ({ topology }) =>
  nodes(topology, 'container').flatMap(({ key, attributes }): Fault[] => {
    if (attributes.state !== 'running') return []
    const published = publicationsOf(topology, key)
    const listeners = published.length === 0 ? null : listenersAround(topology, attributes)
    if (listeners === null) return []
    const [unheard, onLoopback] = [[], []] as [string[], string[]]
    for (const one of published) {
      const heard = listeners.filter(({ protocol, port }) => protocol === one.protocol && port === one.containerPort)
      if (heard.some((listener) => isReachable(listener, one))) continue
      const list = heard.length > 0 && heard.every(isOnLoopback) ? onLoopback : unheard
      list.push(`${one.containerPort}/${one.protocol}`)
    }
    return [
      ...said(key, unheard, (ports) => `nothing listens on ${ports}`),
      ...said(key, onLoopback, (ports) => `listens on ${ports} for itself only, on its loopback address`),
    ]
  })

type Publication = Pick<NodeOf<'port'>, 'protocol' | 'ip'> & { readonly containerPort: number }

const publicationsOf = (topology: Topology, container: string): Publication[] =>
  followBack(topology, container, 'publishes').flatMap(({ key, edge: { containerPort } }) => {
    const port = node(topology, key, 'port')
    return port === null ? [] : [{ protocol: port.protocol, ip: port.ip, containerPort }]
  })

/** Of all that share its namespace; null where nobody could look, or where rules may lead to other ports. */
const listenersAround = (topology: Topology, { netns }: NodeOf<'container'>): readonly Listener[] | null => {
  if (netns === null || !topology.hasNode(netns)) return null
  const place = node(topology, netns, 'netns')
  if (place === null || place.listeners === null || place.redirects) return null
  const inside = followBack(topology, netns, 'runs-in').map(({ key }) => node(topology, key, 'container')?.listeners)
  return [...place.listeners, ...inside.flatMap((listeners) => listeners ?? [])]
}

/** 127.0.0.0/8, ::1, and the former as IPv6 has it. */
const isOnLoopback = ({ address }: Listener): boolean => /^(::ffff:)?127\.|^::1$/.test(address)

/** What comes for an IPv4 address stays IPv4; a proxy may turn IPv6 into either. */
const isReachable = (listener: Listener, { ip }: Publication): boolean => {
  if (isOnLoopback(listener)) return false
  const { address, onlyIpv6 } = listener
  return ip.includes(':') || !address.includes(':') || (address === '::' && !onlyIpv6) || address.startsWith('::ffff:')
}

const said = (key: string, ports: readonly string[], words: (ports: string) => string): Fault[] => {
  const unique = [...new Set(ports)]
  return unique.length === 0 ? [] : [{ key, level: 'doubtful', text: words(fewOf(unique)) }]
}
