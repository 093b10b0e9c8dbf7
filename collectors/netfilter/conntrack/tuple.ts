import { ipv4, ipv6 } from '../../wire/addresses.ts'
import { type UnknownAttribute, unknownAttribute } from '../../wire/attributes.ts'
import type { Codec } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import { be16, u8 } from '../../wire/scalars.ts'
import { type Infer, integer, list, optional, record, text } from '../../wire/shape.ts'
import { hex } from '../../wire/text.ts'
import { newCursor, step } from './attribute-cursor.ts'
import { CTA_IP, CTA_PROTO, CTA_TUPLE } from './attribute-numbers.ts'

/** One direction of a connection (struct nf_conntrack_tuple): what its packets look like when they come in. */
export const tupleShape = record({
  source: text,
  destination: text,
  /** IPPROTO_*, linux/in.h */
  protocol: integer,
  /** Of TCP, UDP, UDP-Lite, SCTP and DCCP; of GRE the keys. */
  sourcePort: optional(integer),
  destinationPort: optional(integer),
  icmpId: optional(integer),
  icmpType: optional(integer),
  icmpCode: optional(integer),
  /** Only where this direction has a zone of its own. */
  zone: optional(integer),
  unknown: optional(list(unknownAttribute)),
})
export type Tuple = Infer<typeof tupleShape>
type Growing = { -readonly [K in keyof Tuple]: Tuple[K] }

const outer = newCursor()
const inner = newCursor()

const decode = (view: DataView, at: number, length: number): Tuple => {
  // Filled in the same order each time: all tuples of a protocol have the same form in memory.
  const tuple: Growing = { source: '', destination: '', protocol: -1 }
  const end = at + length
  for (let next = at; next < end; ) {
    next = step(view, next, end, outer)
    if (outer.type === CTA_TUPLE.IP) addAddresses(tuple, view, outer.at, outer.length)
    else if (outer.type === CTA_TUPLE.PROTO) addProtocol(tuple, view, outer.at, outer.length)
    else if (outer.type === CTA_TUPLE.ZONE) tuple.zone = be16.decode(view, outer.at, outer.length)
    else addUnknown(tuple, view, outer)
  }
  if (tuple.source === '' || tuple.destination === '' || tuple.protocol < 0)
    throw new DecodeError('a tuple without addresses or protocol', at)
  return tuple
}

/** CTA_TUPLE_ORIG, CTA_TUPLE_REPLY, and wherever else a tuple stands. */
export const tuple: Codec<Tuple> = { json: tupleShape.json, decode }

const addAddresses = (tuple: Growing, view: DataView, at: number, length: number): void => {
  const end = at + length
  for (let next = at; next < end; ) {
    next = step(view, next, end, inner)
    if (inner.type === CTA_IP.V4_SRC) tuple.source = ipv4.decode(view, inner.at, inner.length)
    else if (inner.type === CTA_IP.V4_DST) tuple.destination = ipv4.decode(view, inner.at, inner.length)
    else if (inner.type === CTA_IP.V6_SRC) tuple.source = ipv6.decode(view, inner.at, inner.length)
    else if (inner.type === CTA_IP.V6_DST) tuple.destination = ipv6.decode(view, inner.at, inner.length)
    else addUnknown(tuple, view, inner)
  }
}

const addProtocol = (tuple: Growing, view: DataView, at: number, length: number): void => {
  const end = at + length
  for (let next = at; next < end; ) {
    next = step(view, next, end, inner)
    switch (inner.type) {
      case CTA_PROTO.NUM:
        tuple.protocol = u8.decode(view, inner.at, inner.length)
        break
      case CTA_PROTO.SRC_PORT:
        tuple.sourcePort = be16.decode(view, inner.at, inner.length)
        break
      case CTA_PROTO.DST_PORT:
        tuple.destinationPort = be16.decode(view, inner.at, inner.length)
        break
      case CTA_PROTO.ICMP_ID:
      case CTA_PROTO.ICMPV6_ID:
        tuple.icmpId = be16.decode(view, inner.at, inner.length)
        break
      case CTA_PROTO.ICMP_TYPE:
      case CTA_PROTO.ICMPV6_TYPE:
        tuple.icmpType = u8.decode(view, inner.at, inner.length)
        break
      case CTA_PROTO.ICMP_CODE:
      case CTA_PROTO.ICMPV6_CODE:
        tuple.icmpCode = u8.decode(view, inner.at, inner.length)
        break
      default:
        addUnknown(tuple, view, inner)
    }
  }
}

/** Numbers are those of the level that it stands in (CTA_TUPLE_*, CTA_IP_*, CTA_PROTO_*). */
const addUnknown = (
  tuple: Growing,
  view: DataView,
  { type, at, length }: { readonly type: number; readonly at: number; readonly length: number },
): void => {
  const unknown: UnknownAttribute = { type, bytes: hex.decode(view, at, length) }
  tuple.unknown = [...(tuple.unknown ?? []), unknown]
}
