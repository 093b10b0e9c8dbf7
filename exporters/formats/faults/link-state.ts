import type { NodeOf, Topology } from '../../../agent/topology/graph.ts'
import { telling } from '../reading/addresses.ts'
import { follow, followBack, node, nodes } from '../reading/follow.ts'
import { isMasterKind, peerKey } from '../reading/peer.ts'
import type { Fault, FaultFinder, Ground } from './fault.ts'

/** An interface that is in use and yet down, or up without a carrier. */
export const linkState: FaultFinder = (ground) =>
  nodes(ground.topology, 'interface').flatMap(({ key, attributes }) => {
    const fault = attributes.type === 'loopback' ? loopback(ground, key, attributes) : device(ground, key, attributes)
    return fault === null ? [] : [{ key, ...fault }]
  })

type Said = Omit<Fault, 'key'> | null

/** A container whose lo is down cannot even speak to itself; a namespace that somebody made has it down until he brings it up. */
const loopback = ({ topology }: Ground, key: string, { up }: NodeOf<'interface'>): Said => {
  const [place] = follow(topology, key, 'in')
  const inhabited = place !== undefined && followBack(topology, place.key, 'runs-in').length > 0
  return !up && inhabited ? { level: 'broken', text: 'is down' } : null
}

const device = ({ topology }: Ground, key: string, attributes: NodeOf<'interface'>): Said => {
  if (!isUsed(topology, key, attributes)) return null
  if (!attributes.up) return { level: 'broken', text: 'is down' }
  if (attributes.type === 'bridge' || causeIsElsewhere(topology, key, attributes)) return null
  switch (attributes.operState) {
    case 'DOWN':
    case 'NOTPRESENT':
    case 'LOWERLAYERDOWN':
      return { level: 'broken', text: 'is up, but has no carrier' }
    case 'DORMANT':
      return { level: 'broken', text: 'is dormant: it waits for something outside, such as 802.1X' }
    case 'TESTING':
      return { level: 'doubtful', text: 'is in a test mode' }
    default:
      return null
  }
}

/** Drivers make devices that nobody uses, all of them down: tunl0, sit0, ifb0. */
const isUsed = (topology: Topology, key: string, { addresses }: NodeOf<'interface'>): boolean => {
  if (telling(addresses).length > 0) return true
  const out = (['bridge-port', 'uplink', 'implements'] as const).some((kind) => follow(topology, key, kind).length > 0)
  if (out || followBack(topology, key, 'bridge-port').length > 0) return true
  const peer = peerKey(topology, key)
  const other = peer === null ? null : node(topology, peer, 'interface')
  return other?.up === true || telling(other?.addresses ?? []).length > 0
}

/** The other end, or the device below, is down: that is the one to mend. */
const causeIsElsewhere = (topology: Topology, key: string, attributes: NodeOf<'interface'>): boolean => {
  const peer = peerKey(topology, key)
  const below = isMasterKind(attributes) ? [] : follow(topology, key, 'over').map((step) => step.key)
  return [...(peer === null ? [] : [peer]), ...below].some((other) => node(topology, other, 'interface')?.up === false)
}
