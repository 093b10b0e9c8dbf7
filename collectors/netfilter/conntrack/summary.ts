import type { LongDump, NetlinkConnection } from '../../netlink/connection.ts'
import type { Turns } from '../../turns.ts'
import { DecodeError } from '../../wire/error.ts'
import { be32, u8 } from '../../wire/scalars.ts'
import { dictionary, type Infer, integer, record } from '../../wire/shape.ts'
import { newCursor, step } from './attribute-cursor.ts'
import { CTA, CTA_PROTO, CTA_TUPLE } from './attribute-numbers.ts'
import { nfgenmsgSize } from './entry.ts'
import { protocolState } from './protocol-state.ts'
import { dumpConntrack } from './read-entries.ts'
import { statusBits } from './status.ts'

/** Connections counted, without the entries. */
export const conntrackSummaryShape = record({
  entries: integer,
  /** By IPPROTO_*, linux/in.h. */
  byProtocol: dictionary(integer),
  byTcpState: dictionary(integer),
  /** The answer never came. */
  unreplied: integer,
  /** Not forgotten for a new one when the table is full. */
  assured: integer,
  sourceNat: integer,
  destinationNat: integer,
  offloaded: integer,
})
export type ConntrackSummary = Infer<typeof conntrackSummaryShape>

type Counted = { [key: string]: number }
type Growing = { -readonly [K in keyof ConntrackSummary]: ConntrackSummary[K] } & {
  readonly byProtocol: Counted
  readonly byTcpState: Counted
}

/**
 * Counts the entries of the namespace of the connection: half the cost of decoding them, and nothing is kept.
 * @throws KernelError, as `eachConntrackEntry`
 */
export const summariseConntrack = async (
  connection: NetlinkConnection,
  turns: Turns,
): Promise<LongDump & { readonly summary: ConntrackSummary }> => {
  const summary: Growing = {
    entries: 0,
    byProtocol: {},
    byTcpState: {},
    unreplied: 0,
    assured: 0,
    sourceNat: 0,
    destinationNat: 0,
    offloaded: 0,
  }
  const visit = (view: DataView, at: number, length: number): boolean => {
    add(summary, view, at, length)
    return true
  }
  const dump = await dumpConntrack(connection, { filter: {}, visit }, turns)
  return { ...dump, summary }
}

const tcp = 6
const outer = newCursor()
const inner = newCursor()

const add = (summary: Growing, view: DataView, at: number, length: number): void => {
  let protocol = -1
  let status = 0
  let state: string | null = null
  const end = at + length
  for (let next = at + nfgenmsgSize; next < end; ) {
    next = step(view, next, end, outer)
    if (outer.type === CTA.TUPLE_ORIG) protocol = protocolOf(view, outer.at, outer.length)
    else if (outer.type === CTA.STATUS) status = be32.decode(view, outer.at, outer.length)
    else if (outer.type === CTA.PROTOINFO) state = protocolState(view, outer.at, outer.length)
  }
  if (protocol < 0) throw new DecodeError('an entry without protocol', at).within('conntrack entry')
  const is = (bit: number): number => (status >>> bit) & 1
  summary.entries++
  count(summary.byProtocol, String(protocol))
  if (protocol === tcp && state !== null) count(summary.byTcpState, state)
  summary.unreplied += 1 - is(statusBits.seen_reply)
  summary.assured += is(statusBits.assured)
  summary.sourceNat += is(statusBits.src_nat)
  summary.destinationNat += is(statusBits.dst_nat)
  summary.offloaded += is(statusBits.offload)
}

const count = (counted: Counted, key: string): void => {
  counted[key] = (counted[key] ?? 0) + 1
}

const protocolOf = (view: DataView, at: number, length: number): number => {
  const proto = find(view, at, length, CTA_TUPLE.PROTO) && find(view, inner.at, inner.length, CTA_PROTO.NUM)
  return proto ? u8.decode(view, inner.at, inner.length) : -1
}

/** Leaves the cursor at the attribute. */
const find = (view: DataView, at: number, length: number, type: number): boolean => {
  for (let next = at; next < at + length; ) {
    next = step(view, next, at + length, inner)
    if (inner.type === type) return true
  }
  return false
}
