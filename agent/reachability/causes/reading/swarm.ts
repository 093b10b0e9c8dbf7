import type { Network } from '../../../../collectors/containers/record.ts'
import type { SocketRecord } from '../../../../collectors/sockets/record.ts'
import { analysedTables } from '../../../firewall/ruleset/analyse.ts'
import type { AnalysedRule } from '../../../firewall/ruleset/analysis.ts'
import type { Space } from '../../scene/space.ts'
import type { Finding } from '../cause.ts'
import { isEnginesSocket } from './engine-socket.ts'
import { wantsPort } from './involved.ts'

/** Where docker-proxies of swarm nodes spread what comes for a service: `ingress_sbox`, and one `lb_…` for each network. */
export const isBalancer = ({ namespace }: Space): boolean =>
  namespace?.names.some((name) => name === 'ingress_sbox' || name.startsWith('lb_')) === true

/** Ports on which the engine itself serves: its API, the swarm's managers, gossip, VXLAN. */
const ownPorts: ReadonlySet<number> = new Set([2375, 2376, 2377, 7946, 4789])

/** The socket that the engine holds for a port which a service of the swarm publishes, where that took the request; null otherwise. */
export const heldForService = (finding: Finding): { readonly socket: SocketRecord; readonly space: Space } | null => {
  const { exchange, scene, loss } = finding
  const { socket, space } = exchange?.reached ?? {}
  if (loss !== null || socket == null || space === undefined || ownPorts.has(socket.local.port)) return null
  if (!isEnginesSocket(socket, scene) || socket.local.address === '127.0.0.11') return null
  const isContainers = scene.snapshot.containers.some(({ ports }) => ports.some((port) => wantsPort(port, finding)))
  return isContainers ? null : { socket, space }
}

export const ingressNetwork = ({ scene: { snapshot } }: Finding): Network | undefined =>
  snapshot.networks.find(({ ingress }) => ingress)

export const ingressSandbox = ({ scene }: Finding): Space | undefined => {
  const namespace = scene.snapshot.namespaces.find(({ names }) => names.includes('ingress_sbox'))
  return namespace === undefined ? undefined : scene.space(namespace.id)
}

/** The rules of a table of a namespace, whoever wrote them. */
export const rulesIn = ({ netns }: Space, table: string, { scene: { snapshot } }: Finding): readonly AnalysedRule[] =>
  analysedTables(snapshot, netns)
    .filter(({ name }) => name === table)
    .flatMap(({ chains }) => chains.flatMap(({ rules }) => rules))
