import { type RequestAttribute, u32Bytes } from '../../netlink/request.ts'
import { ip } from '../../wire/addresses.ts'
import { addressBytes } from './address-bytes.ts'
import { CTA, CTA_FILTER, CTA_IP, CTA_PROTO, CTA_TUPLE } from './attribute-numbers.ts'
import type { ConntrackEntry } from './record.ts'
import { attributeBytes, be16Bytes, be32Bytes, nest } from './request-bytes.ts'
import { type Status, statusNumber } from './status.ts'
import type { Tuple } from './tuple.ts'

/** What one direction of a connection has to be; what is absent may be anything. */
export interface TupleFilter {
  readonly source?: string
  readonly destination?: string
  readonly protocol?: number
  readonly sourcePort?: number
  readonly destinationPort?: number
}

/** Which entries are wanted: those of which everything is so. */
export interface ConntrackFilter {
  readonly family?: 'ipv4' | 'ipv6'
  /** Bits that are set, and bits that are not. */
  readonly status?: readonly Status[]
  readonly statusNot?: readonly Status[]
  readonly mark?: { readonly value: number; readonly mask: number }
  /** Of the direction that has a zone, or of both; 0: those without one. */
  readonly zone?: number
  readonly original?: TupleFilter
  readonly reply?: TupleFilter
}

/** CTA_FILTER_F_*, net/netfilter/nf_conntrack_netlink.c: which parts of a tuple the kernel compares. */
const flagOf = {
  source: 1 << 0,
  destination: 1 << 1,
  protocol: 1 << 3,
  sourcePort: 1 << 4,
  destinationPort: 1 << 5,
} as const satisfies { readonly [K in keyof TupleFilter]-?: number }

const AF_INET = 2
const AF_INET6 = 10
const families = { ipv4: AF_INET, ipv6: AF_INET6 } as const

/** The family that a filter is about, NFPROTO_*; 0: both. The kernel compares addresses only where it is told. */
export const filteredFamily = ({ family, original, reply }: ConntrackFilter): number => {
  if (family !== undefined) return families[family]
  const address = original?.source ?? original?.destination ?? reply?.source ?? reply?.destination
  if (address === undefined) return 0
  return address.includes(':') ? AF_INET6 : AF_INET
}

/**
 * The filter as the kernel takes it. It has long compared marks, parts of tuples since 5.8, the status since 5.15, zones since 6.8;
 * an older kernel passes over what it does not know, so what comes must be compared again.
 */
export const filterAttributes = (filter: ConntrackFilter): readonly RequestAttribute[] => {
  const { status = [], statusNot = [], mark, zone } = filter
  const wanted: RequestAttribute[] = []
  if (status.length + statusNot.length > 0)
    wanted.push(
      [CTA.STATUS, be32Bytes(statusNumber(status))],
      [CTA.STATUS_MASK, be32Bytes(statusNumber([...status, ...statusNot]))],
    )
  if (mark !== undefined) wanted.push([CTA.MARK, be32Bytes(mark.value)], [CTA.MARK_MASK, be32Bytes(mark.mask)])
  if (zone !== undefined) wanted.push([CTA.ZONE, be16Bytes(zone)])
  // Tuples of no family are refused (EOPNOTSUPP).
  return filteredFamily(filter) === 0 ? wanted : [...wanted, ...tupleAttributes(filter)]
}

const tupleAttributes = (filter: ConntrackFilter): readonly RequestAttribute[] => {
  const original = comparable(filter.original)
  const reply = comparable(filter.reply)
  const flags = [flagsOf(original), flagsOf(reply)] as const
  if (flags[0] === 0 && flags[1] === 0) return []
  return [
    ...(flags[0] === 0 ? [] : [tupleAttribute(CTA.TUPLE_ORIG, original)]),
    ...(flags[1] === 0 ? [] : [tupleAttribute(CTA.TUPLE_REPLY, reply)]),
    nest(CTA.FILTER, [
      attributeBytes(CTA_FILTER.ORIG_FLAGS, u32Bytes(flags[0])),
      attributeBytes(CTA_FILTER.REPLY_FLAGS, u32Bytes(flags[1])),
    ]),
  ]
}

/**
 * What the kernel can be asked to compare. It compares ports only together with a protocol that it knows to have them. IPv6 addresses
 * it compares the wrong way round, since 5.8 and still in 6.18: it shows those that are different (ctnetlink_filter_match_tuple).
 */
const comparable = ({ source, destination, ...rest }: TupleFilter = {}): TupleFilter => ({
  ...(isIpv4(source) ? { source } : {}),
  ...(isIpv4(destination) ? { destination } : {}),
  ...(rest.protocol === undefined ? {} : rest),
})

const isIpv4 = (address: string | undefined): address is string => address !== undefined && !address.includes(':')

const flagsOf = (tuple: TupleFilter): number => {
  let flags = 0
  for (const [part, flag] of Object.entries(flagOf)) if (part in tuple) flags |= flag
  return flags
}

const tupleAttribute = (type: number, tuple: TupleFilter): RequestAttribute => {
  const { source, destination, protocol, sourcePort, destinationPort } = tuple
  const addresses = [
    ...(source === undefined ? [] : [attributeBytes(CTA_IP.V4_SRC, addressBytes(source))]),
    ...(destination === undefined ? [] : [attributeBytes(CTA_IP.V4_DST, addressBytes(destination))]),
  ]
  const parts = [
    ...(protocol === undefined ? [] : [attributeBytes(CTA_PROTO.NUM, Uint8Array.of(protocol))]),
    ...(sourcePort === undefined ? [] : [attributeBytes(CTA_PROTO.SRC_PORT, be16Bytes(sourcePort))]),
    ...(destinationPort === undefined ? [] : [attributeBytes(CTA_PROTO.DST_PORT, be16Bytes(destinationPort))]),
  ]
  return nest(type, [attributeBytes(...nest(CTA_TUPLE.IP, addresses)), attributeBytes(...nest(CTA_TUPLE.PROTO, parts))])
}

/** Whether an entry is as the filter says: for kernels that do not compare everything. */
export const matcherOf = (filter: ConntrackFilter): ((entry: ConntrackEntry) => boolean) => {
  const { status = [], statusNot = [], mark, zone } = filter
  const family = filteredFamily(filter)
  const isOriginal = tupleMatcher(filter.original)
  const isReply = tupleMatcher(filter.reply)
  return (entry) =>
    (family === 0 || families[entry.family] === family) &&
    status.every((word) => entry.status.includes(word)) &&
    !statusNot.some((word) => entry.status.includes(word)) &&
    (mark === undefined || (entry.mark & mark.mask) >>> 0 === mark.value) &&
    (zone === undefined || (entry.originalZone || entry.replyZone) === zone) &&
    isOriginal(entry.original) &&
    isReply(entry.reply)
}

const tupleMatcher = (filter: TupleFilter = {}): ((tuple: Tuple) => boolean) => {
  const { source, destination, ...rest } = filter
  const wanted = Object.entries({
    ...rest,
    ...(source === undefined ? {} : { source: asKernelWrites(source) }),
    ...(destination === undefined ? {} : { destination: asKernelWrites(destination) }),
  })
  return (tuple) => {
    const parts: { readonly [part: string]: unknown } = tuple
    return wanted.every(([part, value]) => value === undefined || parts[part] === value)
  }
}

/** `2001:DB8:0::1` as `2001:db8::1`. */
const asKernelWrites = (address: string): string => {
  const bytes = addressBytes(address)
  return ip.decode(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
}
