import { unknownAttribute } from '../../wire/attributes.ts'
import { count, type Infer, integer, list, nullable, oneOf, optional, record, text } from '../../wire/shape.ts'
import { tupleShape } from './tuple.ts'

const counters = record({ packets: count, bytes: count })

/** One entry of connection tracking. */
export const conntrackEntryShape = record({
  /** A hash of the entry: the same as long as it lives, and not unique for ever. */
  id: integer,
  family: oneOf(['ipv4', 'ipv6']),
  /** Packets of who began, as they come in. */
  original: tupleShape,
  /** Packets of the answer, as they come in: without NAT the original's with its ends changed over. */
  reply: tupleShape,
  /** Entries of different zones may have the same addresses. 0 is the zone of those that none was given. */
  originalZone: integer,
  replyZone: integer,
  /** IPS_*: `seen_reply`, `assured`, `src_nat`. */
  status: list(text),
  /** Seconds until it is forgotten, if no packet comes; null for one that is offloaded to a flow table. */
  timeout: nullable(integer),
  mark: integer,
  /** References that the kernel holds. */
  use: integer,
  /** Of TCP, SCTP and DCCP. */
  state: nullable(text),
  /** Only of connections that began while net.netfilter.nf_conntrack_acct was 1. */
  originalCounters: nullable(counters),
  replyCounters: nullable(counters),
  /** Nanoseconds since 1970; only where net.netfilter.nf_conntrack_timestamp was 1 when it began. */
  started: optional(count),
  stopped: optional(count),
  /** What looks into the connection for others that belong to it: `ftp`. */
  helper: optional(text),
  /** Bits that are set (connlabel). */
  labels: optional(list(integer)),
  securityContext: optional(text),
  /** The original tuple of the connection that this one was expected by. */
  master: optional(tupleShape),
  unknown: optional(list(unknownAttribute)),
})
export type ConntrackEntry = Infer<typeof conntrackEntryShape>
export type ConntrackCounters = Infer<typeof counters>
