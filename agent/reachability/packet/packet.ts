import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import type { Connection, Direction } from '../netfilter/conntrack/connection.ts'
import type { Route } from '../routing/route.ts'
import type { Device } from '../scene/device.ts'
import type { Trail } from '../trial.ts'

/** ETH_P_*, linux/if_ether.h */
export const ETH_P_IP = 0x0800
export const ETH_P_ARP = 0x0806
/** Ethernet frames, in GRE. */
export const ETH_P_TEB = 0x6558
export const ETH_P_IPV6 = 0x86dd

/** IPPROTO_*, linux/in.h */
export const IPPROTO_ICMP = 1
export const IPPROTO_IPIP = 4
export const IPPROTO_TCP = 6
export const IPPROTO_UDP = 17
export const IPPROTO_IPV6 = 41
export const IPPROTO_GRE = 47
export const IPPROTO_ICMPV6 = 58

/** To whom a frame is addressed, as the device that takes it sees it (PACKET_*, linux/if_packet.h). */
export type PacketType = 'host' | 'broadcast' | 'multicast' | 'otherhost' | 'loopback' | 'outgoing'

/** The local socket that a packet comes from, as far as rules ask for it. */
export interface Sender {
  readonly uid: number
  readonly gid: number
  /** SO_BINDTODEVICE; 0: none. */
  readonly device: number
  /** Path of its cgroup of version 2; undefined where it is not known. */
  readonly cgroup?: string
  /** The kernel itself sends: an answer to an echo, a reset, an ICMP error. */
  readonly kernel: boolean
}

/**
 * A packet on its way: its bytes, and what the kernel keeps beside them (struct sk_buff). It is changed in place, as there;
 * what is flooded is copied first (`copyOf`).
 */
export interface Packet {
  /** Which packet of the exchange it is (`SYN`, `SYN-ACK`, `ARP request`, …): questions are told apart by it. */
  readonly label: string
  /** ETH_P_* of the bytes. */
  etherType: number
  /** From the network header on. Rewritten in place. */
  bytes: Uint8Array<ArrayBuffer>
  /** Where the transport header begins in the bytes. */
  transport: number
  /** IPPROTO_* of the transport header; 0 for ARP. */
  protocol: number
  /** The Ethernet header, hardware addresses as `02:42:ac:11:00:02`; null before there is one, and on devices without. */
  link: { source: string; destination: string } | null
  /** The tag that the device took off or will put on. */
  vlan: { protocol: number; id: number } | null
  packetType: PacketType
  mark: number
  /** skb->priority, which CLASSIFY and `meta priority` set. */
  priority: number
  /** Of conntrack in the namespace where the packet is; null before it was looked up. `untracked`: NOTRACK. */
  connection: Connection | 'untracked' | 'invalid' | null
  direction: Direction
  /** How conntrack sees the packet (ctinfo): `related` is the first packet of an expected connection, or an ICMP error. */
  connectionState: 'new' | 'established' | 'related'
  /** Null for a packet that is forwarded, or comes from elsewhere. */
  sender: Sender | null
  /** The route that was chosen (skb_dst). Null after the rules of `output` changed what it was chosen by: the sender looks it up again. */
  route: Route | null
  /** The local socket that TPROXY, or an expression of nf_tables like it, gave the packet to (skb->sk). */
  socket?: SocketRecord
  /** Rules of nf_tables at a bridge's `prerouting` want it routed, not bridged (br_netfilter_broute). */
  broute?: boolean
  /** While bridge-nf hands a bridged frame to the hooks of IP (skb_nf_bridge). */
  bridged: { readonly physicalIn: Device; physicalOut: Device | null } | null
  /** Where it came in to this namespace; null for what is sent here. */
  arrivedAt: Device | null
  /** How often it was given on; a loop of layer 2 ends at a limit. */
  hops: number
  /** What was decided about it so far, the newest first. */
  trail: Trail | null
}
