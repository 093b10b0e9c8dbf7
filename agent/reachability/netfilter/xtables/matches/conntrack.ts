import type { Ports } from '../../../../../collectors/netfilter/xtables/port-range.ts'
import { bytesOfAddress } from '../../../packet/address-bytes.ts'
import type { Packet } from '../../../packet/packet.ts'
import type { Connection } from '../../conntrack/connection.ts'
import { connectionOf } from '../../conntrack/connection-of.ts'
import type { Matched } from '../../context.ts'
import { maskedAddress } from './masked-address.ts'
import type { CompileMatch, MatchInfos } from './match-test.ts'

type Info = MatchInfos['conntrack']
type Part = Exclude<keyof Info['match'], 'other' | 'stateAlias'>
/** Whether a part of the comparison is so, before it is inverted. */
type PartTest = (connection: Connection, packet: Packet) => Matched

/** Whether the state is in the list (conntrack_mt, net/netfilter/xt_conntrack.c). */
const isInStates = (states: Info['states'], packet: Packet): boolean => {
  const connection = connectionOf(packet)
  if (connection === null) return packet.connection === 'untracked' ? states.untracked : states.invalid
  return (
    states[packet.connectionState] ||
    (states.snat && connection.status.has('src_nat')) ||
    (states.dnat && connection.status.has('dst_nat'))
  )
}

/** A connection of this walk that has not confirmed its first packet is not `confirmed` yet, as in the kernel. */
const hasStatus = ({ expected, seenReply, assured, confirmed }: Info['statuses'], { status }: Connection): boolean =>
  (expected && status.has('expected')) ||
  (seenReply && status.has('seen_reply')) ||
  (assured && status.has('assured')) ||
  (confirmed && status.has('confirmed'))

const addressTest = (address: string | null, mask: string | null, of: (connection: Connection) => string): PartTest => {
  const test = maskedAddress(address ?? '0.0.0.0', mask ?? '0.0.0.0')
  const size = bytesOfAddress(address ?? '0.0.0.0').length
  const zero = new Uint8Array(size)
  return (connection) => {
    // A template has no addresses yet.
    const bytes = connection.status.has('template') ? zero : bytesOfAddress(of(connection))
    return bytes.length === size && test(bytes, 0)
  }
}

const portTest =
  (ports: Ports | null, of: (connection: Connection) => number): PartTest =>
  (connection) => {
    const port = of(connection)
    return ports !== null && port >= ports.from && port <= ports.to
  }

const mostSeconds = 0xffffffff

const expiryTest = ({ minExpires, maxExpires }: Info): PartTest => {
  if (minExpires === 0 && maxExpires === mostSeconds) return () => true
  const unknown = { unknown: `whether the connection has ${minExpires} to ${maxExpires} seconds left` }
  return () => unknown
}

const partTests: { readonly [P in Exclude<Part, 'states'>]: (info: Info) => PartTest } = {
  direction:
    () =>
    (_, { direction }) =>
      direction === 'original',
  originalSource: (info) => addressTest(info.originalSource, info.originalSourceMask, (ct) => ct.original.source),
  originalDestination: (info) =>
    addressTest(info.originalDestination, info.originalDestinationMask, (ct) => ct.original.destination),
  replySource: (info) => addressTest(info.replySource, info.replySourceMask, (ct) => ct.reply.source),
  replyDestination: (info) =>
    addressTest(info.replyDestination, info.replyDestinationMask, (ct) => ct.reply.destination),
  protocol:
    ({ protocol }) =>
    (connection) =>
      connection.original.protocol === protocol,
  originalSourcePorts: (info) => portTest(info.originalSourcePorts, (ct) => ct.original.sourcePort),
  originalDestinationPorts: (info) => portTest(info.originalDestinationPorts, (ct) => ct.original.destinationPort),
  replySourcePorts: (info) => portTest(info.replySourcePorts, (ct) => ct.reply.sourcePort),
  replyDestinationPorts: (info) => portTest(info.replyDestinationPorts, (ct) => ct.reply.destinationPort),
  statuses:
    ({ statuses }) =>
    (connection) =>
      hasStatus(statuses, connection),
  expires: expiryTest,
}
/** In the order of the kernel. */
const parts = Object.keys(partTests) as readonly (keyof typeof partTests)[]

/** conntrack_mt, net/netfilter/xt_conntrack.c: without a connection only the state counts. */
export const conntrack: CompileMatch<'conntrack'> = (info) => {
  const { match, invert, states } = info
  const tests = parts.flatMap((part) => (match[part] ? [{ test: partTests[part](info), not: invert[part] }] : []))
  return ({ packet }) => {
    if (match.states && isInStates(states, packet) === invert.states) return false
    const connection = connectionOf(packet)
    if (connection === null) return match.states
    let matched: Matched = true
    for (const { test, not } of tests) {
      const is = test(connection, packet)
      if (is === not) return false
      if (typeof is === 'object') matched = is
    }
    return matched
  }
}
