import { MultiDirectedGraph } from 'graphology'
import type { NetnsId } from '../../collectors/collector.ts'
import type { PublishedPort } from '../../collectors/containers/record.ts'
import type { Listener } from './listeners.ts'
import type { RuleReference } from './publishing-rules.ts'

/** Attributes of the nodes, by kind. 64-bit counters are bigint here; exporters decide how they are written. */
export type NodeAttributes =
  | {
      readonly kind: 'host'
      readonly hostname: string
      readonly kernel: string
      readonly os: string
      readonly bootTime: string | null
    }
  | {
      readonly kind: 'netns'
      readonly inode: number | null
      readonly id: NetnsId
      readonly names: readonly string[]
      readonly pids: readonly number[]
      readonly command: string | null
      readonly root: boolean
      /** What showed it: `unknown` when only a veth leads to it. */
      readonly holder: string
      /** Those that are no container's; null where nobody could look. */
      readonly listeners: readonly Listener[] | null
      /** It has rules for what arrives, before a socket is sought: they may lead it to other ports. */
      readonly redirects: boolean
    }
  | {
      readonly kind: 'container'
      readonly id: string
      readonly name: string
      readonly runtime: string
      readonly image: string
      readonly state: string
      readonly health: string
      readonly networkMode: string
      readonly labels: { readonly [key: string]: string }
      readonly project: string | null
      readonly service: string | null
      readonly pid: number
      /** Key of the node of its network namespace; null without one. */
      readonly netns: string | null
      /** On which ports its processes wait for others; null where nobody could look. */
      readonly listeners: readonly Listener[] | null
    }
  | {
      readonly kind: 'interface'
      readonly name: string
      readonly ifindex: number
      /** `veth`, `bridge`, `vlan`, …; `loopback`; `device` for hardware and what has no kind. */
      readonly type: string
      readonly mac: string
      readonly mtu: number
      readonly up: boolean
      readonly operState: string
      readonly addresses: readonly string[]
      readonly counters: { readonly [name: string]: bigint }
      readonly alias: string | null
      readonly altNames: readonly string[]
      /** What the kernel says of such a kind of link, as far as it is a plain value. */
      readonly details: { readonly [name: string]: unknown }
    }
  | {
      readonly kind: 'network'
      readonly id: string
      readonly name: string
      readonly driver: string
      readonly subnets: readonly string[]
      readonly gateway: readonly string[]
      readonly options: { readonly [key: string]: string }
      readonly internal: boolean
      readonly ipv6: boolean
    }
  | {
      readonly kind: 'port'
      readonly protocol: PublishedPort['protocol']
      readonly ip: string
      readonly port: number
    }
  | { readonly kind: 'world' }

export type NodeKind = NodeAttributes['kind']
export type NodeOf<K extends NodeKind> = Extract<NodeAttributes, { kind: K }>

/** Attributes of the edges, by kind. */
export type EdgeAttributes =
  | { readonly kind: 'runs-in' }
  | { readonly kind: 'in' }
  | { readonly kind: 'veth-peer' }
  | {
      readonly kind: 'bridge-port'
      readonly state: string
      readonly vlans: readonly string[]
      readonly hairpin: boolean
      readonly isolated: boolean
    }
  | { readonly kind: 'over' }
  | {
      readonly kind: 'attached-to'
      readonly addresses: readonly string[]
      readonly mac: string
      readonly aliases: readonly string[]
    }
  | { readonly kind: 'implements' }
  | {
      readonly kind: 'publishes'
      readonly containerPort: number
      /** The rule that does it; null where there is none, or none that can be recognised. */
      readonly rule: RuleReference | null
    }
  | { readonly kind: 'uplink'; readonly gateways: readonly string[] }

export type EdgeKind = EdgeAttributes['kind']

/** The topology: nodes and edges of the public contract, section 4. */
export type Topology = MultiDirectedGraph<NodeAttributes, EdgeAttributes>

export const emptyTopology = (): Topology => new MultiDirectedGraph<NodeAttributes, EdgeAttributes>()

/** Adds an edge under a key that stays the same while the relation lasts. Does nothing if one of the ends is not known. */
export const relate = (
  graph: Topology,
  ends: readonly [from: string, to: string],
  attributes: EdgeAttributes,
): void => {
  const [from, to] = ends
  const key = `${attributes.kind}:${from}>${to}`
  if (graph.hasNode(from) && graph.hasNode(to) && !graph.hasEdge(key))
    graph.addDirectedEdgeWithKey(key, from, to, attributes)
}
