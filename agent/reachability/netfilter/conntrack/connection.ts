import type { ConntrackEntry } from '../../../../collectors/netfilter/conntrack/record.ts'

export type Direction = 'original' | 'reply'

/** struct nf_conntrack_tuple: addresses and what tells flows apart, as a packet of that direction comes in. */
export interface Tuple {
  readonly source: string
  readonly destination: string
  /** IPPROTO_* */
  readonly protocol: number
  /** TCP, UDP, SCTP…: the ports. ICMP echo: the identifier as source, type and code (256 * type + code) as destination. */
  readonly sourcePort: number
  readonly destinationPort: number
}

/** An entry of connection tracking in one namespace (struct nf_conn). It is changed by the walk, never in the snapshot. */
export interface Connection {
  readonly original: Tuple
  /** What an answer is expected to look like: NAT changes it. */
  reply: Tuple
  zone: number
  /** Where only packets of this direction are in the zone, and the others in zone 0 (`ct original zone set`); absent: both. */
  zoneDirection?: Direction
  /** Of a template: the zone is the mark that the packet has when it is looked up (`CT --zone mark`). */
  zoneIsMark?: boolean
  mark: number
  /** IPS_*, in the words of the collector: `seen_reply`, `assured`, `confirmed`, `src_nat`, `dst_nat`, `src_nat_done`, `dst_nat_done`, `dying`, `untracked`, … */
  readonly status: Set<string>
  /** Of TCP: `syn_sent`, `syn_recv`, `established`, … */
  tcpState: string | null
  helper: string | null
  readonly labels: Set<number>
  /** The connection by which it was expected. */
  master: Connection | null
  /** Null: made by this walk. */
  readonly entry: ConntrackEntry | null
  /** Packets of this walk, by direction. */
  readonly packets: { original: number; reply: number }
}
