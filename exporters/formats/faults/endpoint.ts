import type { NodeOf, Topology } from '../../../agent/topology/graph.ts'
import { withoutPrefix } from '../reading/addresses.ts'
import { follow, followBack, node, nodes } from '../reading/follow.ts'
import { nameOf } from '../reading/name-of.ts'
import { peerKey } from '../reading/peer.ts'
import type { Fault, FaultFinder, Ground } from './fault.ts'

/**
 * Docker says that a running container is attached to a network, and the kernel disagrees: no interface of its namespace
 * has the address, or the other end of that interface is not on the network's bridge.
 */
export const endpoint: FaultFinder = (ground) =>
  nodes(ground.topology, 'container').flatMap(({ key, attributes }) => {
    const { topology } = ground
    const { netns, state } = attributes
    if (netns === null || state !== 'running' || !topology.hasNode(netns)) return []
    const interfaces = interfacesIn(topology, netns)
    // A namespace has at least its lo: one without any could not be read.
    if (interfaces.length === 0) return []
    return follow(topology, key, 'attached-to').flatMap(({ key: network, edge }) =>
      edge.addresses.flatMap((address) => judge(ground, { container: key, network, address, interfaces }) ?? []),
    )
  })

type Interfaces = readonly { readonly key: string; readonly attributes: NodeOf<'interface'> }[]

interface Claim {
  readonly container: string
  readonly network: string
  readonly address: string
  readonly interfaces: Interfaces
}

const interfacesIn = (topology: Topology, netns: string): Interfaces =>
  followBack(topology, netns, 'in').flatMap(({ key }) => {
    const attributes = node(topology, key, 'interface')
    return attributes === null ? [] : [{ key, attributes }]
  })

const judge = (
  { topology, bridgeByNetwork }: Ground,
  { container, network, address, interfaces }: Claim,
): Fault | null => {
  const bare = withoutPrefix(address)
  const own = interfaces.find(({ attributes }) => attributes.addresses.some((one) => withoutPrefix(one) === bare))
  const networkName = nameOf(topology, network)
  if (own === undefined)
    return {
      key: container,
      level: 'broken',
      text: `has ${bare} on network ${networkName}, says Docker, but none of its interfaces has that address`,
    }
  const peer = peerKey(topology, own.key)
  const bridge = bridgeByNetwork.get(network)
  if (peer === null || bridge === undefined) return null
  const actual = follow(topology, peer, 'bridge-port')[0]?.key
  if (actual === bridge) return null
  const where = actual === undefined ? 'is on no bridge:' : `is on ${nameOf(topology, actual)}, but`
  const whose = `${nameOf(topology, container)}'s network ${networkName}`
  return { key: peer, level: 'broken', text: `${where} ${whose} is ${nameOf(topology, bridge)}` }
}
