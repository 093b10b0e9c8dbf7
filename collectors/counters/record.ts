import { socketStates } from '../sockets/record.ts'
import { count, flag, type Infer, integer, list, oneOf, optional, record, text } from '../wire/shape.ts'
import { protocolCounterNames } from './protocol-names.ts'

/** What one interface counted (struct rtnl_link_stats64, linux/if_link.h). */
export const interfaceCountersShape = record({
  netns: text,
  ifindex: integer,
  name: text,
  rxBytes: count,
  rxPackets: count,
  rxErrors: count,
  rxDropped: count,
  rxMissedErrors: count,
  rxFifoErrors: count,
  rxFrameErrors: count,
  rxNoHandler: optional(count),
  multicast: count,
  collisions: count,
  txBytes: count,
  txPackets: count,
  txErrors: count,
  txDropped: count,
  txFifoErrors: count,
  txCarrierErrors: count,
})

/**
 * What the IP stack of one namespace counted: `/proc/PID/net/snmp`, `snmp6`, `netstat`, `sockstat`, `sockstat6`. The names
 * are the kernel's own (net/ipv4/proc.c, net/ipv6/proc.c), so that `nstat` shows the same; `counters` holds those of the
 * list in protocols.ts that this kernel has.
 */
export const protocolCountersShape = record({
  netns: text,
  /** By kernel name, for example `Tcp.RetransSegs`, `TcpExt.ListenDrops`, `Udp6.InErrors`. */
  counters: record(Object.fromEntries(protocolCounterNames.map((name) => [name, optional(count)]))),
  /** Sockets in use by protocol: `TCP`, `UDP`, `RAW`, `TCP6`, `UDP6`, `RAW6`; those in TIME_WAIT are not among them. */
  sockets: list(record({ protocol: text, inUse: count })),
  tcpTimeWait: optional(count),
  /** Of the whole machine: the kernel shows the same two numbers in every namespace. */
  tcpOrphans: optional(count),
  tcpMemoryPages: optional(count),
})

/**
 * Connection tracking of one namespace: `/proc/PID/net/stat/nf_conntrack` or ctnetlink, summed over processors, each of which
 * counts with 32 bits. A statistic that the kernel does not tell is absent.
 */
export const conntrackShape = record({
  netns: text,
  entries: count,
  /** The most entries, of each namespace alone (nf_conntrack_max); absent where only ctnetlink tells, before 4.18. */
  limit: optional(count),
  found: optional(count),
  invalid: optional(count),
  insertFailed: optional(count),
  dropped: optional(count),
  earlyDropped: optional(count),
  searchRestarts: optional(count),
  clashResolved: optional(count),
  chainTooLong: optional(count),
})

/** TCP sockets of one namespace by state, counted through sock_diag. */
export const tcpStatesShape = record({
  netns: text,
  /** `ipv4`, or `ipv6` with the sockets that serve both. */
  family: text,
  /** In the order of `tcpStateNames`. */
  sockets: list(integer),
})

/** As cAdvisor names them, too. */
export const tcpStateNames = socketStates

/** A socket that waits for connections or datagrams. */
export const listenerShape = record({
  netns: text,
  protocol: oneOf(['tcp', 'udp']),
  port: integer,
  /** Bound to a loopback address: nobody outside the namespace can reach it. */
  loopback: flag,
})

/** UDP sockets of one namespace and family, as `/proc/PID/net/udp` shows them, through sock_diag. */
export const udpQueuesShape = record({
  netns: text,
  /** `ipv4` or `ipv6`. */
  family: text,
  sockets: integer,
  receiveQueueBytes: count,
  sendQueueBytes: count,
  /** Datagrams that the sockets that are open now lost: it goes down when one is closed. */
  dropped: count,
})

const policyCountersShape = record({ chain: text, packets: count, bytes: count })

/** The counters of the rules of one table of nf_tables. The three lists of `handles`, `packets` and `bytes` belong together. */
export const nftCountersShape = record({
  netns: text,
  family: text,
  table: text,
  handles: list(count),
  packets: list(count),
  bytes: list(count),
  /** What the policies of base chains decided, where that is counted. */
  policies: list(policyCountersShape),
})

/** The counters of one legacy table: of each chain a packet count and a byte count for each rule, in their order. */
export const xtCountersShape = record({
  netns: text,
  family: text,
  table: text,
  chains: list(record({ name: text, packets: list(count), bytes: list(count) })),
  policies: list(policyCountersShape),
})

export type InterfaceCounters = Infer<typeof interfaceCountersShape>
export type ProtocolCounters = Infer<typeof protocolCountersShape>
export type Conntrack = Infer<typeof conntrackShape>
export type TcpStates = Infer<typeof tcpStatesShape>
export type Listener = Infer<typeof listenerShape>
export type UdpQueues = Infer<typeof udpQueuesShape>
export type NftCounters = Infer<typeof nftCountersShape>
export type XtCounters = Infer<typeof xtCountersShape>
