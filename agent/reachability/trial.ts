import type { IpsetRecord } from '../../collectors/ipsets.ts'
import type { ConntrackExpectation } from '../../collectors/netfilter/conntrack/expectation.ts'
import type { NftSet } from '../../collectors/netfilter/nftables/record.ts'
import type { XfrmPolicy } from '../../collectors/netlink/messages/xfrm-policy.ts'
import type { Remote } from './link/tunnels/vxlan-ends.ts'
import type { Connection } from './netfilter/conntrack/connection.ts'
import type { Members } from './netfilter/ipset/members.ts'
import type { SetChanges } from './netfilter/nftables/sets/changes.ts'
import type { RuleReference } from './netfilter/rule-reference.ts'
import type { Packet } from './packet/packet.ts'
import type { Device } from './scene/device.ts'
import type { Scene } from './scene/scene.ts'
import type { Space } from './scene/space.ts'

/** What was decided, by what part of the kernel (`step` of the contract). */
export const stepKinds = [
  'socket',
  'policy-rule',
  'route',
  'neighbour',
  'bridge',
  'fdb',
  'vlan',
  'link',
  'tunnel',
  'hook',
  'chain',
  'rule',
  'nat',
  'conntrack',
  'setting',
  'name',
  'proxy',
  'error',
  'delivery',
] as const
export type StepKind = (typeof stepKinds)[number]

/** One decision. Words are made only when somebody asks: most walks are not read. */
export interface Step {
  readonly kind: StepKind
  readonly space: Space
  /** In the words of the tool that shows it: `172.18.0.0/16 dev eth0 src 172.18.0.2`. */
  readonly detail: () => string
  /** Key in the graph of what decided. */
  readonly object?: () => string
  /** The rule of a firewall that matched, or (with `looked`) that was looked at and did not. */
  readonly rule?: RuleReference
  readonly looked?: boolean
  /** NAT and the like: the packet before and after. */
  readonly before?: string
  readonly after?: string
}

export interface Trail {
  readonly step: Step
  readonly earlier: Trail | null
}

/** Why a packet ended: a closed list, in the spirit of the kernel's drop reasons. The catalogue of causes is made from these. */
export type LossReason =
  // netfilter
  | 'filtered' // a rule or a policy drops it
  | 'rejected' // a rule rejects it
  | 'queued' // to a program of user space
  | 'nat-exhausted'
  | 'conntrack-full'
  | 'xfrm-blocked' // by an IPsec policy
  // sending and routing
  | 'no-source-address'
  | 'no-route'
  | 'route-blackhole'
  | 'route-unreachable'
  | 'route-prohibit'
  | 'forwarding-off'
  | 'reverse-path' // rp_filter
  | 'martian-source'
  | 'martian-destination' // 127/8 from outside without route_localnet, and the like
  | 'ttl-exceeded'
  | 'too-big' // larger than the next link, and must not be fragmented
  | 'otherhost' // a frame for another hardware address
  | 'not-mine' // IP is not forwarded and the address is not ours
  // layer 2
  | 'neighbour-failed'
  | 'arp-ignored'
  | 'device-down'
  | 'no-carrier'
  | 'peer-unknown' // the other end is in a namespace that the snapshot has not
  | 'bridge-down'
  | 'bridge-port-state'
  | 'bridge-isolated'
  | 'bridge-no-flood'
  | 'bridge-same-port' // no hairpin
  | 'bridge-vlan'
  | 'bridge-reserved-address'
  | 'bridge-fdb-local'
  | 'loop'
  | 'macvlan-mode'
  | 'vxlan-no-remote'
  | 'vxlan-unknown-vni'
  | 'tunnel-unknown'
  | 'frame-too-big'
  | 'unknown-protocol'
  // receiving
  | 'no-socket'
  | 'socket-elsewhere' // only sockets bound to another address, device or family
  | 'backlog-full'
  | 'icmp-ignored'
  | 'ipv6-disabled'
  | 'address-tentative'
  // what no snapshot holds
  | 'beyond-uplink'
  | 'program' // BPF or traffic control

/** A packet that ended before it reached anybody. */
export interface Loss {
  readonly reason: LossReason
  readonly space: Space
  readonly packet: Packet
  readonly device?: Device
  readonly rule?: RuleReference
  /** The IPsec policy that blocks it. */
  readonly policy?: XfrmPolicy
  /** In words, with the values that decided. */
  readonly fact: () => string
  /** Losses that led to this one: of the ARP requests where a neighbour stays unknown, of the ICMP error that nobody got. */
  readonly because?: readonly Loss[]
}

/** A packet that reached the transport layer of a namespace: what became of it decides who simulates its sockets. */
export interface Arrival {
  readonly space: Space
  readonly packet: Packet
  /** Where it came in; `lo` for what the namespace sends to itself. */
  readonly device: Device
}

/** A frame that a device takes from its other end, or that a bridge gives to its own stack (netif_receive_skb). */
export interface Reception {
  readonly device: Device
  readonly packet: Packet
}

/** A packet that the kernel of a namespace sends by itself: an ICMP error, a reset. It is sent when the frames before it have settled. */
export interface KernelSend {
  readonly space: Space
  readonly packet: Packet
  /** A frame that is complete, for this device: it is not routed (an answer to ARP by ebtables). */
  readonly device?: Device
  /** The device that a packet is made for, before it has a route: rules of IPv6 after the route take it for the one where it came in. */
  readonly madeFor?: Device
}

/** Something that only the moment decides: a rate limit, a random choice, a program. */
export interface Question {
  /** The same for the same thing asked by the same packet: `limit` of which rule, for which packet of the exchange. */
  readonly key: string
  /** What it depends on: "whether the limit of 3/minute of rule 2 of chain X is used up". */
  readonly on: () => string
  /** What may be, in words: `matches`, `does not match`. */
  readonly answers: readonly string[]
  readonly rule?: RuleReference
}

/** One attempt at an exchange of packets, with all that it changes: the snapshot stays as it is. */
export interface Trial {
  readonly scene: Scene
  /** Frames that are on a wire, the oldest first. */
  readonly frames: Reception[]
  readonly toSend: KernelSend[]
  readonly arrivals: Arrival[]
  readonly losses: Loss[]
  /** What neighbours were learned, by `NETNS/IFINDEX/ADDRESS`: a hardware address, or null while it is asked for. */
  readonly neighbours: Map<string, LearnedNeighbour>
  /** What bridges learned: `NETNS/BRIDGE/VLAN/MAC` to the ifindex of the port. */
  readonly learnedPorts: Map<string, number>
  /** Behind which ends of VXLANs senders were seen: `NETNS/IFINDEX/MAC`. */
  readonly learnedRemotes: Map<string, Remote>
  /** Frames that were sent by now. */
  sentFrames: number
  /** Fragments that wait for the rest of their packet (ip/reassemble.ts). */
  readonly fragments: Map<string, Packet[]>
  /** Connections of this walk, and those of the snapshot that it met, by namespace id and tuple. */
  readonly connections: Map<string, Connection>
  /** Expected connections of the snapshot that have begun on this walk. */
  readonly usedExpectations: Set<ConntrackExpectation>
  /** Sets of nf_tables to which rules added, or from which they took. */
  readonly nftSets: Map<NftSet, SetChanges>
  /** Sets of ipset that have other members by now. */
  readonly ipsets: Map<IpsetRecord, Members>
  /** Connected sockets that the walk opened, by namespace id and ends (sockets/of-walk.ts). */
  readonly sockets: Set<string>
  /** The number of the answer; the same question gets the same answer in one trial. */
  readonly decide: (question: Question) => number
  /** How often it was asked something of a rule and a packet, which may meet again: by another jump, or on the way back. */
  readonly timesAsked: Map<string, number>
  /** Record rules that were looked at and did not match, too. */
  readonly explain: boolean
  /** What counts as if it were mended, to see what comes next; absent: nothing. */
  readonly pardoned?: Pardoned
}

/**
 * Records of rules and IPsec policies, which then match nothing, and of chains, whose policy then is to accept; and of settings the reason of a loss with
 * the namespace: `forwarding-off 4026531840`.
 */
export type Pardoned = ReadonlySet<object | string>

export const pardonOf = (reason: LossReason, { netns }: Space): string => `${reason} ${netns}`

/** Whether a setting counts as if it were mended. */
export const isPardoned = ({ pardoned }: Trial, reason: LossReason, space: Space): boolean =>
  pardoned?.has(pardonOf(reason, space)) === true

export interface LearnedNeighbour {
  mac: string | null
  /** Packets that wait for the answer. */
  readonly waiting: { readonly packet: Packet; readonly device: Device }[]
  /** Hardware addresses that claimed to be it while it was asked for: who was first, only the moment decides. */
  readonly answers: string[]
  failed: boolean
}

/** Writes a decision down. */
export const note = (packet: Packet, step: Step): void => {
  packet.trail = { step, earlier: packet.trail }
}

/** The end of a packet. */
export const lose = (trial: Trial, loss: Loss): void => {
  trial.losses.push(loss)
}
