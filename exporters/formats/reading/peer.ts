import type { NodeOf, Topology } from '../../../agent/topology/graph.ts'
import { linkKinds } from '../../../collectors/netlink/link-kinds/index.ts'
import { follow, followBack } from './follow.ts'

/** The other end of a pair; null if it is none or the end is not known. */
export const peerKey = (topology: Topology, key: string): string | null =>
  follow(topology, key, 'veth-peer')[0]?.key ?? followBack(topology, key, 'veth-peer')[0]?.key ?? null

const joinsByKind: ReadonlyMap<string, string> = new Map(
  Object.values(linkKinds).map(({ kind, joins }) => [kind, joins]),
)

/** veth, netkit: a kind of device that always has another end. */
export const isPairKind = ({ type }: NodeOf<'interface'>): boolean => joinsByKind.get(type) === 'peer'

/** bond, vrf, team: its edges `over` lead to its members, not to one device below it. */
export const isMasterKind = ({ type }: NodeOf<'interface'>): boolean => joinsByKind.get(type) !== 'lower'
