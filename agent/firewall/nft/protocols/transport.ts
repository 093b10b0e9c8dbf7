import * as types from '../data-types.ts'
import { layers } from '../expression-tree.ts'
import { type FieldRow, type Protocol, protocol } from './protocol.ts'

const { integer } = types
const ports: readonly FieldRow[] = [
  ['sport', types.inetService, 0, 16],
  ['dport', types.inetService, 16, 16],
]

/** Any of those that begin with ports. */
export const th = protocol('th', layers.transport, ports)

export const tcp = protocol('tcp', layers.transport, [
  ...ports,
  ['sequence', integer, 32, 32],
  ['ackseq', integer, 64, 32],
  ['doff', integer, 96, 4],
  ['reserved', integer, 100, 4],
  ['flags', types.tcpFlag, 104, 8],
  ['window', integer, 112, 16],
  ['checksum', integer, 128, 16],
  ['urgptr', integer, 144, 16],
])

const udp = protocol('udp', layers.transport, [...ports, ['length', integer, 32, 16], ['checksum', integer, 48, 16]])

/** RFC 3828: the length of a datagram is how much of it the checksum covers. */
const udplite = protocol('udplite', layers.transport, [
  ...ports,
  ['csumcov', integer, 32, 16],
  ['checksum', integer, 48, 16],
])

/** RFC 4340. */
const dccp = protocol('dccp', layers.transport, [...ports, ['type', types.dccpPacketType, 67, 4]])

const sctp = protocol('sctp', layers.transport, [...ports, ['vtag', integer, 32, 32], ['checksum', integer, 64, 32]])

/** RFC 4303. */
const esp = protocol('esp', layers.transport, [
  ['spi', integer, 0, 32],
  ['sequence', integer, 32, 32],
])

const within = (number: number): Protocol | undefined =>
  number === 1 || number === 58 ? undefined : transportOf(number)

/** RFC 4302. */
const ah = protocol(
  'ah',
  layers.transport,
  [
    ['nexthdr', types.inetProtocol, 0, 8],
    ['hdrlength', integer, 8, 8],
    ['reserved', integer, 16, 16],
    ['spi', integer, 32, 32],
    ['sequence', integer, 64, 32],
  ],
  { tells: 'nexthdr', upper: within },
)

/** RFC 3173. */
const comp = protocol(
  'comp',
  layers.transport,
  [
    ['nexthdr', types.inetProtocol, 0, 8],
    ['flags', types.bitmask, 8, 8],
    ['cpi', integer, 16, 16],
  ],
  { tells: 'nexthdr', upper: within },
)

/** RFC 792; types of messages: linux/icmp.h. */
export const icmp = protocol(
  'icmp',
  layers.transport,
  [
    ['type', types.icmpType, 0, 8],
    ['code', types.icmpCode, 8, 8],
    ['checksum', integer, 16, 16],
    ['id', integer, 32, 16, 8],
    ['sequence', integer, 48, 16, 8],
    ['gateway', integer, 32, 32, 5],
    ['mtu', integer, 48, 16, 3],
  ],
  { tells: 'type' },
)

/** RFC 4443, RFC 2710. */
export const icmpv6 = protocol(
  'icmpv6',
  layers.transport,
  [
    ['type', types.icmpv6Type, 0, 8],
    ['code', types.icmpv6Code, 8, 8],
    ['checksum', integer, 16, 16],
    ['parameter-problem', integer, 32, 32, 4],
    ['mtu', integer, 32, 32, 2],
    ['id', integer, 32, 16, 128],
    ['sequence', integer, 48, 16, 128],
    ['max-delay', integer, 32, 16, 130],
  ],
  { tells: 'type' },
)

/** RFC 2236. */
const igmp = protocol('igmp', layers.transport, [
  ['type', types.igmpType, 0, 8],
  ['checksum', integer, 16, 16],
  ['mrt', integer, 8, 8],
  ['group', integer, 32, 32],
])

const byNumber: ReadonlyMap<number, Protocol> = new Map([
  [1, icmp],
  [2, igmp],
  [6, tcp],
  [17, udp],
  [33, dccp],
  [50, esp],
  [51, ah],
  [58, icmpv6],
  [108, comp],
  [132, sctp],
  [136, udplite],
])

/** By the number in an IP header (IPPROTO_*, linux/in.h). */
export const transportOf = (number: number): Protocol | undefined => byNumber.get(number)
