import type { UnknownAttribute } from '../../wire/attributes.ts'
import type { Codec } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import { be16, be32, u8 } from '../../wire/scalars.ts'
import { cstring, hex } from '../../wire/text.ts'
import { be64Count } from '../be64-count.ts'
import { type AttributeCursor, newCursor, step } from './attribute-cursor.ts'
import { CTA, CTA_COUNTERS, CTA_HELP, CTA_SECCTX, CTA_TIMESTAMP } from './attribute-numbers.ts'
import { protocolState } from './protocol-state.ts'
import { type ConntrackCounters, type ConntrackEntry, conntrackEntryShape } from './record.ts'
import { statusWords } from './status.ts'
import { type Tuple, tuple } from './tuple.ts'

/** struct nfgenmsg, linux/netfilter/nfnetlink.h: the family is its first byte. */
export const nfgenmsgSize = 4
const AF_INET = 2
const AF_INET6 = 10

type Growing = { -readonly [K in keyof ConntrackEntry]: ConntrackEntry[K] }

/** Until the attributes are read. */
const noTuple: Tuple = { source: '', destination: '', protocol: -1 }

const names: ReadonlyMap<number, string> = new Map(Object.entries(CTA).map(([name, number]) => [number, `CTA_${name}`]))

const outer = newCursor()
const inner = newCursor()

/** The body of IPCTNL_MSG_CT_NEW: struct nfgenmsg, and attributes. */
export const conntrackEntry: Codec<ConntrackEntry> = {
  json: conntrackEntryShape.json,
  decode: (view, at, length) => {
    outer.type = 0
    try {
      return decode(view, at, length)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      const name = names.get(outer.type)
      throw (name === undefined ? error : error.within(name)).within('conntrack entry')
    }
  },
}

const decode = (view: DataView, at: number, length: number): ConntrackEntry => {
  if (length < nfgenmsgSize) throw new DecodeError(`struct nfgenmsg has ${nfgenmsgSize} bytes, got ${length}`, at)
  const entry: Growing = {
    id: 0,
    family: familyOf(u8.decode(view, at, 1), at),
    original: noTuple,
    reply: noTuple,
    originalZone: 0,
    replyZone: 0,
    status: statusWords(0),
    timeout: null,
    mark: 0,
    use: 0,
    state: null,
    originalCounters: null,
    replyCounters: null,
  }
  const end = at + length
  for (let next = at + nfgenmsgSize; next < end; ) {
    next = step(view, next, end, outer)
    add(entry, view, outer.at, outer.length)
  }
  outer.type = 0
  if (entry.original === noTuple || entry.reply === noTuple) throw new DecodeError('an entry without both tuples', at)
  entry.originalZone = entry.original.zone ?? entry.originalZone
  entry.replyZone = entry.reply.zone ?? entry.replyZone
  return entry
}

const familyOf = (family: number, at: number): 'ipv4' | 'ipv6' => {
  if (family === AF_INET) return 'ipv4'
  if (family === AF_INET6) return 'ipv6'
  throw new DecodeError(`an entry of the family ${family}`, at)
}

const add = (entry: Growing, view: DataView, at: number, length: number): void => {
  switch (outer.type) {
    case CTA.TUPLE_ORIG:
      entry.original = tuple.decode(view, at, length)
      break
    case CTA.TUPLE_REPLY:
      entry.reply = tuple.decode(view, at, length)
      break
    case CTA.STATUS:
      entry.status = statusWords(be32.decode(view, at, length))
      break
    case CTA.TIMEOUT:
      entry.timeout = be32.decode(view, at, length)
      break
    case CTA.MARK:
      entry.mark = be32.decode(view, at, length)
      break
    case CTA.COUNTERS_ORIG:
      entry.originalCounters = countersIn(view, at, length)
      break
    case CTA.COUNTERS_REPLY:
      entry.replyCounters = countersIn(view, at, length)
      break
    case CTA.PROTOINFO:
      entry.state = protocolState(view, at, length)
      break
    case CTA.ID:
      entry.id = be32.decode(view, at, length)
      break
    case CTA.USE:
      entry.use = be32.decode(view, at, length)
      break
    default:
      addRare(entry, view, at, length)
  }
}

/** What few entries have. */
const addRare = (entry: Growing, view: DataView, at: number, length: number): void => {
  switch (outer.type) {
    case CTA.ZONE:
      entry.originalZone = be16.decode(view, at, length)
      entry.replyZone = entry.originalZone
      break
    case CTA.TIMESTAMP:
      eachWithin(view, at, length, ({ type, at: from, length: size }) => {
        if (type === CTA_TIMESTAMP.START) entry.started = be64Count.decode(view, from, size)
        if (type === CTA_TIMESTAMP.STOP) entry.stopped = be64Count.decode(view, from, size)
      })
      break
    case CTA.HELP:
      eachWithin(view, at, length, ({ type, at: from, length: size }) => {
        if (type === CTA_HELP.NAME) entry.helper = cstring.decode(view, from, size)
      })
      break
    case CTA.SECCTX:
      eachWithin(view, at, length, ({ type, at: from, length: size }) => {
        if (type === CTA_SECCTX.NAME) entry.securityContext = cstring.decode(view, from, size)
      })
      break
    case CTA.LABELS:
      entry.labels = labelsIn(view, at, length)
      break
    case CTA.TUPLE_MASTER:
      entry.master = tuple.decode(view, at, length)
      break
    // Changes of TCP sequence numbers, and what SYNPROXY adds to timestamps: of no use without the packets.
    case CTA.SEQ_ADJ_ORIG:
    case CTA.SEQ_ADJ_REPLY:
    case CTA.SYNPROXY:
    // A number that the kernel keeps for CTA_SECCTX's sake.
    case CTA.SECMARK:
    case CTA.TIMESTAMP_EVENT:
      break
    default: {
      const unknown: UnknownAttribute = { type: outer.type, bytes: hex.decode(view, at, length) }
      entry.unknown = [...(entry.unknown ?? []), unknown]
    }
  }
}

const countersIn = (view: DataView, at: number, length: number): ConntrackCounters => {
  let packets: ConntrackCounters['packets'] = 0
  let bytes: ConntrackCounters['bytes'] = 0
  const end = at + length
  for (let next = at; next < end; ) {
    next = step(view, next, end, inner)
    if (inner.type === CTA_COUNTERS.PACKETS) packets = be64Count.decode(view, inner.at, inner.length)
    else if (inner.type === CTA_COUNTERS.BYTES) bytes = be64Count.decode(view, inner.at, inner.length)
  }
  return { packets, bytes }
}

const eachWithin = (
  view: DataView,
  at: number,
  length: number,
  visit: (attribute: Readonly<AttributeCursor>) => void,
): void => {
  for (let next = at; next < at + length; ) {
    next = step(view, next, at + length, inner)
    visit(inner)
  }
}

/** The numbers of the bits that are set; the kernel keeps them in words of its own byte order. */
const labelsIn = (view: DataView, at: number, length: number): readonly number[] => {
  const labels: number[] = []
  for (let i = 0; i < length * 8; i++) if (((view.getUint8(at + (i >> 3)) >> (i & 7)) & 1) === 1) labels.push(i)
  return labels
}
